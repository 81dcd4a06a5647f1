"""Runs conformance vectors: python3 run.py FILE.vectors.json … Exit code 1 when one of them comes out otherwise."""
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from evaluator import Evaluator  # noqa: E402


def main(paths):
    passed, failed = 0, 0
    for path in map(pathlib.Path, paths):
        file = json.loads(path.read_text("utf-8"))
        policy = json.loads((path.parent / file["policy"].replace(".yaml", ".json")).read_text("utf-8"))
        evaluator = Evaluator(policy)
        for vector in file["vectors"]:
            wanted = {"error": vector["expect_error"]} if "expect_error" in vector else vector["expect"]
            outcome = evaluator.evaluate(vector["request"], vector["now"], vector.get("state"))
            said = {key: outcome.get(key) for key in wanted}
            if said == wanted and ("error" in outcome) == ("error" in wanted):
                passed += 1
            else:
                failed += 1
                print(f"{path.name}: {vector['name']}: expected {wanted}, got {outcome}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed > 0 or passed == 0 else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
