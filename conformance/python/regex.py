"""The regular expressions of llm-routing-policy/v1, section 3: a search by sets of positions, without backtracking."""
import unicodedata

WORD = set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_")
DIGIT = set("0123456789")
SPACE = set("\t\n\f\r ")
CONTROL = {"n": "\n", "t": "\t", "r": "\r", "f": "\f", "v": "\v"}
_folded = None


class BadPattern(Exception):
    pass


def _fold(char):
    folded = char.casefold()
    return folded if len(folded) == 1 else char.lower() if len(char.lower()) == 1 else char


def _equivalents(char):
    """All characters of one simple case folding."""
    global _folded
    if _folded is None:
        _folded = {}
        for code in range(0x110000):
            if not 0xD800 <= code <= 0xDFFF:
                _folded.setdefault(_fold(chr(code)), []).append(chr(code))
    return _folded[_fold(char)]


def _category(negated, name):
    return lambda char: unicodedata.category(char).startswith(name) != negated


class Pattern:
    """Nodes are functions from (text, positions) to the positions behind a match."""

    def __init__(self, source):
        self.ignore_case = source.startswith("(?i)")
        self.source = source[4:] if self.ignore_case else source
        self.at = 0
        self.root = self._alternatives()
        if self.at < len(self.source):
            raise BadPattern("unbalanced )")

    def found_in(self, text):
        return bool(self.root(text, set(range(len(text) + 1))))

    def _peek(self):
        return self.source[self.at] if self.at < len(self.source) else ""

    def _take(self):
        char = self._peek()
        if char == "":
            raise BadPattern("ends too early")
        self.at += 1
        return char

    def _alternatives(self):
        options = [self._sequence()]
        while self._peek() == "|":
            self.at += 1
            options.append(self._sequence())
        return lambda text, places: set().union(*(option(text, places) for option in options))

    def _sequence(self):
        parts = []
        while self._peek() not in ("", "|", ")"):
            parts.append(self._repeated(self._atom()))

        def run(text, places):
            for part in parts:
                places = part(text, places)
            return places
        return run

    def _one(self, test):
        matches = (lambda char: any(test(each) for each in _equivalents(char))) if self.ignore_case else test
        return lambda text, places: {place + 1 for place in places if place < len(text) and matches(text[place])}

    def _atom(self):
        char = self._take()
        if char == "(":
            if self.source.startswith("?:", self.at):
                self.at += 2
            elif self._peek() == "?":
                raise BadPattern("unknown group")
            inner = self._alternatives()
            if self._take() != ")":
                raise BadPattern("open group")
            return inner
        if char == "[":
            return self._one(self._class())
        if char == ".":
            return self._one(lambda each: each != "\n")
        if char == "^":
            return lambda text, places: places & {0}
        if char == "$":
            return lambda text, places: places & {len(text)}
        if char == "\\":
            if self._peek() in ("b", "B"):
                wanted = self._take() == "b"
                return lambda text, places: {place for place in places if self._edge(text, place) == wanted}
            return self._one(self._escape(False))
        if char in "*+?{}":
            raise BadPattern("nothing to repeat")
        return self._one(lambda each: each == char)

    @staticmethod
    def _edge(text, place):
        before = place > 0 and text[place - 1] in WORD
        after = place < len(text) and text[place] in WORD
        return before != after

    def _escape(self, in_class):
        char = self._take()
        sets = {"d": DIGIT, "w": WORD, "s": SPACE}
        if char in sets:
            return lambda each: each in sets[char]
        if char in "DW" or (char == "S" and not in_class):
            return lambda each: each not in sets[char.lower()]
        if char in "pP":
            if self._take() != "{":
                raise BadPattern("unknown category")
            name = ""
            while self._peek() != "}":
                name += self._take()
            self.at += 1
            return _category(char == "P", name)
        literal = CONTROL.get(char, char)
        if char not in CONTROL and (char.isalnum() or ord(char) > 126):
            raise BadPattern("unknown escape")
        return lambda each: each == literal

    def _class(self):
        negated = self._peek() == "^"
        if negated:
            self.at += 1
        tests = []
        while self._peek() != "]":
            start = self.at
            char = self._take()
            test = self._escape(True) if char == "\\" else (lambda each, only=char: each == only)
            low = self._literal(start)
            if low is not None and self._peek() == "-" and self.source[self.at + 1:self.at + 2] not in ("]", ""):
                self.at += 1
                start = self.at
                if self._take() == "\\":
                    self._escape(True)
                high = self._literal(start)
                test = lambda each, low=low, high=high: low <= each <= high
            tests.append(test)
        self.at += 1
        if not tests:
            raise BadPattern("empty class")
        return lambda each: any(test(each) for test in tests) != negated

    def _literal(self, start):
        """The one character that was written from `start` on, if it was one."""
        written = self.source[start:self.at]
        if len(written) == 1:
            return written
        return CONTROL.get(written[1], written[1] if not written[1].isalnum() else None) if len(written) == 2 else None

    def _repeated(self, part):
        char = self._peek()
        least, most = {"*": (0, None), "+": (1, None), "?": (0, 1)}.get(char, (1, 1))
        if char in ("*", "+", "?") and char != "":
            self.at += 1
        elif char == "{":
            end = self.source.index("}", self.at)
            low, comma, high = self.source[self.at + 1:end].partition(",")
            least, most = int(low), (int(high) if high else None) if comma else int(low)
            self.at = end + 1
        else:
            return part
        if self._peek() == "?":
            self.at += 1

        def run(text, places):
            for _ in range(least):
                places = part(text, places)
            found, fresh, times = set(places), places, least
            while fresh and (most is None or times < most):
                fresh = part(text, fresh) - found
                found |= fresh
                times += 1
            return found
        return run


_known = {}


def search(source, text):
    if source not in _known:
        _known[source] = Pattern(source)
    return _known[source].found_in(text)
