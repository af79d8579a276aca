"""``make reliability``: 20,000 valid and 20,000 broken requests, 200,000 texts, counted."""

from __future__ import annotations

import argparse
import asyncio
import sys
import time

from tests.reliability import extracting, quotations, runs, valid

KINDS = (("valid", runs.accepted), ("broken", runs.refused))
SHOWN = 20


async def main(count, seed):
    failed = False
    for name, check in KINDS:
        start = time.perf_counter()
        tally = await runs.run(check, count, seed)
        seconds = time.perf_counter() - start
        print(f"{tally.total} {name} requests over HTTP in {seconds:.0f} s (seed {seed})")
        fewest = min(tally.methods[method] for method in valid.SUPPORTED)
        print(f"  {len(tally.methods)} methods, each at least {fewest} times")
        for fault, number in sorted(tally.faults.items()):
            print(f"  {number:6} {fault}")
        told = tally.updates.total()
        print(f"  {told} updates to the bot meanwhile, of {len(tally.updates)} kinds, read as well")
        print(f"  {len(tally.wrong)} answered wrongly")
        for number, method, problem in tally.wrong[:SHOWN]:
            print(f"  request {number}, {method}: {problem}")
        failed |= bool(tally.wrong)
    return failed


def extract(count, seed):
    start = time.perf_counter()
    tally = extracting.run(count, seed)
    seconds = time.perf_counter() - start
    print(f"{tally.texts} texts through extraction in {seconds:.0f} s (seed {seed})")
    print("  " + ", ".join(f"{number} {what}" for what, number in sorted(tally.found.items())))
    print(f"  {len(tally.wrong)} raised or gave what is not in the text")
    for number, problem, text in tally.wrong[:SHOWN]:
        print(f"  text {number}: {problem}: {text!r}")
    return bool(tally.wrong)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="tests.reliability", description=__doc__)
    parser.add_argument("--count", type=int, default=20_000, help="of each kind")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--texts", type=int, default=100_000, help="through extraction")
    given = parser.parse_args()
    astray = quotations.run(given.texts, given.seed)
    unstated = extract(given.texts, given.seed)
    sys.exit(int(asyncio.run(main(given.count, given.seed)) or bool(astray) or unstated))
