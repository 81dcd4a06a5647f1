"""An evaluator of llm-routing-policy/v1, written from docs/policy.md with the standard library alone."""
import base64
import hashlib
import math
import re
import struct
import unicodedata
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from regex import search

DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
SPACES = "\t\n\v\f\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
_SURROGATES = re.compile("[\ud800-\udfff]")


def utf8(text):
    return _SURROGATES.sub("\ufffd", text).encode("utf-8")


def instant(text):
    """Section 1: whole milliseconds since 1970."""
    moment = datetime.fromisoformat(re.sub("Z$", "+00:00", text))
    return (moment - datetime(1970, 1, 1, tzinfo=timezone.utc)) // timedelta(milliseconds=1)


def is_number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def same(a, b):
    """Equality of JSON values."""
    if isinstance(a, bool) or isinstance(b, bool):
        return a is b
    if is_number(a) and is_number(b):
        return a == b
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    return type(a) is type(b) and a == b


def _ranges(initial):
    """The characters of a general category as the inside of a class."""
    parts, start = [], None
    for code in range(0x110001):
        inside = code < 0x110000 and unicodedata.category(chr(code))[0] == initial
        if inside and start is None:
            start = code
        if not inside and start is not None:
            parts.append(re.escape(chr(start)) + "-" + re.escape(chr(code - 1)))
            start = None
    return "".join(parts)


L, N = _ranges("L"), _ranges("N")
W = "0-9A-Za-z_"
WORDS = re.compile(f"[{L}{N}]+")
EDGE = f"(?:(?<![{W}])(?=[{W}])|(?<=[{W}])(?![{W}]))"
HEX = "[0-9a-fA-F]"
D = "[0-9]"
MASKS = [
    (f"{EDGE}[hH][tT][tT][pP][sS]?://[^{SPACES}<>\"']+", "{url}"),
    (f"(?<![{W}.+-])[{W}.+-]{{1,64}}@[{W}-]{{1,63}}(?:\\.[{W}-]{{1,63}}){{1,6}}", "{email}"),
    (f"{EDGE}{HEX}{{8}}-{HEX}{{4}}-{HEX}{{4}}-{HEX}{{4}}-{HEX}{{12}}{EDGE}", "{uuid}"),
    (f"{EDGE}{D}{{4}}-{D}{{2}}-{D}{{2}}(?:[T ]{D}{{2}}:{D}{{2}}(?::{D}{{2}}(?:\\.{D}{{1,9}})?)?(?:Z|[+-]{D}{{2}}:?{D}{{2}})?)?", "{date}"),
    (f"{EDGE}{D}{{1,2}}[/.]{D}{{1,2}}[/.]{D}{{2,4}}{EDGE}", "{date}"),
    ('"[^"\n]{1,200}"', "{quoted}"),
    ("“[^”\n]{1,200}”", "{quoted}"),
    (f"(?<![{L}{N}])'[^'\n]{{1,80}}'(?![{L}{N}])", "{quoted}"),
]
MASKS = [(re.compile(pattern), mask) for pattern, mask in MASKS]
RUN = re.compile(f"(?<![{L}{N}_-])[{L}{N}_-]*[{N}][{L}{N}_-]*")
NUMBERS = re.compile(f"-?[{N}]+")
JOINED = re.compile(r"\{(?:n|id)\}(?:[.,:]\{(?:n|id)\})+")


def fingerprint(system):
    """Section 5."""
    text = unicodedata.normalize("NFC", system)
    for pattern, mask in MASKS:
        text = pattern.sub(mask, text)
    text = RUN.sub(lambda found: "{n}" if NUMBERS.fullmatch(found[0]) else "{id}", text)
    text = JOINED.sub(lambda found: "{id}" if "{id}" in found[0] else "{n}", text)
    text = re.sub(f"[{SPACES}]+", " ", text).strip(" ")
    return "tf1:" + hashlib.sha256(utf8(text)).hexdigest()[:12]


def read(request, field):
    """Section 2: the value of a field, None where it is absent."""
    group, _, name = field.rpartition(".")
    holder = request if group in ("", "request") else request.get(group)
    value = holder.get(name) if isinstance(holder, dict) else None
    if value is not None:
        return value
    prompt = request.get("prompt")
    if not isinstance(prompt, dict):
        return None
    system = prompt.get("system")
    if field == "request.has_system":
        blank = not isinstance(system, str) or re.fullmatch(f"[{SPACES}]*", system) is not None
        return not blank or prompt.get("fingerprint") is not None or prompt.get("system_sha256") is not None
    if field == "prompt.fingerprint" and isinstance(system, str):
        return fingerprint(system)
    return None


def bucket(salt, key):
    """Section 8."""
    return int.from_bytes(hashlib.sha256(utf8(salt + "\n" + key)).digest()[:4], "big") / 2 ** 32 * 100


def key_text(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    if is_number(value) and value == int(value) and abs(value) < 2 ** 53:
        return str(int(value))
    return None


def rounded(value):
    return math.floor(value * 1e6 + 0.5) / 1e6


def classify(model, text):
    """Section 6."""
    dims, labels = model["dims"], model["labels"]
    idf = struct.unpack(f"<{dims}f", base64.b64decode(model["idf"]))
    weights = struct.unpack(f"<{dims * len(labels)}f", base64.b64decode(model["weights"]))
    words = WORDS.findall(text[:model.get("max_chars", 2000)].lower())
    features = words + ([f"{a} {b}" for a, b in zip(words, words[1:])] if model["ngrams"] == 2 else [])
    counts = {}
    for feature in features:
        number = 2166136261
        for byte in utf8(feature):
            number = (number ^ byte) * 16777619 % 2 ** 32
        counts[number % dims] = counts.get(number % dims, 0) + 1
    values = [(at, counts[at] * idf[at]) for at in sorted(counts)]
    squares = 0.0
    for _, value in values:
        squares += value * value
    length = math.sqrt(squares)
    sums = []
    for row in range(len(labels)):
        total = model["bias"][row]
        for at, value in values if length > 0 else []:
            total += value / length * weights[row * dims + at]
        sums.append(total)
    powers = [math.exp(one - max(sums)) for one in sums]
    whole = 0.0
    for power in powers:
        whole += power
    scores = [rounded(power / whole) for power in powers]
    best = scores.index(max(scores))
    second = max(score for row, score in enumerate(scores) if row != best)
    return {"label": labels[best], "score": scores[best], "margin": rounded(scores[best] - second)}


def in_schedule(schedule, now):
    """Section 7."""
    local = (datetime(1970, 1, 1, tzinfo=timezone.utc) + timedelta(milliseconds=now)).astimezone(ZoneInfo(schedule.get("timezone", "UTC")))
    minute = local.hour * 60 + local.minute
    start, end = (int(text[:2]) * 60 + int(text[3:]) for text in (schedule.get("from", "00:00"), schedule.get("to", "24:00")))
    listed = schedule.get("days", DAYS)
    today, yesterday = DAYS[local.weekday()] in listed, DAYS[local.weekday() - 1] in listed
    if start < end:
        return today and start <= minute < end
    return (today and minute >= start) or (yesterday and minute < end)


class Evaluator:
    def __init__(self, policy):
        self.policy = policy
        self.routes = {route["id"]: route for route in policy["routes"]}

    def evaluate(self, request, now, state=None):
        """Section 4: a decision, or {"error": …}."""
        return _Evaluation(self, request, instant(now), state or {}).run()


class _Evaluation:
    def __init__(self, evaluator, request, now, state):
        self.policy, self.routes = evaluator.policy, evaluator.routes
        self.request, self.now, self.state = request, now, state
        self.missing = False

    def run(self):
        policy, state = self.policy, self.state
        required = [one["require"] for one in policy.get("constraints", []) if self.holds(one["when"])]
        spent = {one["on_exceeded"] for one in policy.get("limits", {}).get("budgets", []) if one["scope"] in state.get("exhausted_scopes", [])}
        if "deny" in spent:
            return {"error": "budget_exceeded"}
        route, matched, reason, shadow = self.select(spent)
        if policy["defaults"].get("on_missing_signal") == "error" and self.missing:
            return {"error": "missing_signal"}
        required += [one["require"] for one in (matched, route) if one is not None and "require" in one]
        chain = self.chain(route)
        if "cheapest_viable" in spent and matched is not None and reason != "budget":
            chain.sort(key=self.price)
        left = [model for model in chain if self.fits(model, required)]
        if not left:
            return {"error": "no_eligible_model"}
        if shadow is not None and (shadow == left[0] or not self.fits(shadow, required)):
            shadow = None
        return {"route": route["id"], "model": left[0], "fallback": left[1:], "reason": reason, "shadow": shadow}

    def select(self, spent):
        """The answering route, the matched one, the reason, and a shadow."""
        meta, defaults = self.policy["metadata"], self.policy["defaults"]
        default = self.routes[defaults["route"]]
        early = "valid_from" in meta and self.now < instant(meta["valid_from"])
        if early or self.now >= instant(meta["valid_until"]):
            return self.routes[defaults.get("on_expired", defaults["route"])], None, "not_yet_valid" if early else "expired", None
        ordered = sorted(self.policy["routes"], key=lambda route: route["priority"])
        matched = next((route for route in ordered if self.holds(route["match"]) and ("schedule" not in route or in_schedule(route["schedule"], self.now))), None)
        if matched is None:
            return default, None, "default", None
        if "incumbent" in spent:
            return default, matched, "budget", None
        rollout = matched.get("rollout", {})
        otherwise = self.routes[rollout.get("otherwise", defaults["route"])]
        tier = self.policy["models"].get(self.chain(matched)[0], {}).get("tier")
        for cap in self.policy.get("limits", {}).get("max_share", []):
            if cap["tier"] == tier and self.state.get("tier_share", {}).get(tier, 0) >= cap["percent"]:
                return self.routes[cap["on_exceeded"]] if "on_exceeded" in cap else otherwise, matched, "share_cap", None
        if not rollout:
            return matched, matched, "matched", None
        key = key_text(read(self.request, rollout.get("key", "request.id")))
        salt = rollout.get("salt", f"{meta['id']}/{matched['id']}")
        below = key is not None and bucket(salt, key) < rollout["percent"]
        stage, shadow = rollout["stage"], None
        if stage == "shadow":
            shadow = matched["target"]["model"] if below else None
        elif "shadow" in rollout and key is not None and bucket(salt + "/shadow", key) < rollout["shadow"]["percent"]:
            shadow = rollout["shadow"]["model"]
        inside = stage == "full" or (stage == "canary" and below)
        return (matched, matched, "matched", shadow) if inside else (otherwise, matched, "rollout", shadow)

    def holds(self, condition):
        """Section 3."""
        if "all" in condition:
            return all(self.holds(part) for part in condition["all"])
        if "any" in condition:
            return any(self.holds(part) for part in condition["any"])
        if "not" in condition:
            return not self.holds(condition["not"])
        if "always" in condition:
            return True
        if "classifier" in condition:
            found = self.classified(condition["classifier"])
            self.missing |= found is None
            return found is not None and found["label"] == condition["label"] and found["score"] >= condition["min_score"] and found.get("margin", 0) >= condition.get("min_margin", 0)
        value = read(self.request, condition["field"])
        operator, operand = next((key, condition[key]) for key in condition if key != "field")
        if operator == "exists":
            return (value is not None) == operand
        if value is None:
            self.missing = True
            return False
        return self.compare(operator, value, operand)

    @staticmethod
    def compare(operator, value, operand):
        if operator in ("eq", "ne"):
            return same(value, operand) == (operator == "eq")
        if operator in ("in", "not_in"):
            return any(same(value, one) for one in operand) == (operator == "in")
        if operator in ("lt", "lte", "gt", "gte"):
            return is_number(value) and {"lt": value < operand, "lte": value <= operand, "gt": value > operand, "gte": value >= operand}[operator]
        if not isinstance(value, str):
            return False
        if operator == "starts_with":
            return value.startswith(operand)
        if operator == "regex":
            return search(operand, value)
        hits = [word.lower() in value.lower() for word in operand]
        return any(hits) if operator == "keywords_any" else all(hits)

    def classified(self, name):
        brought = self.request.get("classifiers", {}).get(name)
        model = self.policy.get("classifiers", {}).get(name)
        if brought is not None or model is None or model["type"] != "linear":
            return brought
        text = read(self.request, model.get("input", "prompt.last_user"))
        return classify(model, text) if isinstance(text, str) else None

    def chain(self, route):
        """Step 7."""
        target, asked = route["target"]["model"], self.request.get("model")
        if route["target"].get("as_asked") and isinstance(asked, str) and asked != "":
            target = self.asked(asked, target)
        return list(dict.fromkeys([target] + [step["model"] for step in route.get("fallback", [])]))

    def asked(self, name, target):
        models = self.policy["models"]
        if name in models:
            return name
        full = [key for key, model in models.items() if f"{model['provider']}/{model['id']}" == name]
        if full:
            return full[0]
        ids = [key for key, model in models.items() if model["id"] == name]
        return target if target in ids else ids[0] if len(ids) == 1 else name

    def price(self, model):
        listed = self.policy["models"].get(model, {}).get("price_per_1m", {})
        return listed["input"] + listed["output"] if "input" in listed and "output" in listed else math.inf

    def fits(self, key, required):
        """Step 8."""
        model = self.policy["models"].get(key, {})
        provider = self.policy["providers"].get(model.get("provider"), {})
        if model.get("provider") in self.state.get("exhausted_providers", []) and provider.get("budget", {}).get("on_exceeded") != "alert":
            return False
        return all(
            set(one.get("capabilities", [])) <= set(model.get("capabilities", []))
            and set(one.get("compliance", [])) <= set(provider.get("compliance", []))
            and ("regions" not in one or set(one["regions"]) & set(provider.get("regions", [])))
            for one in required)
