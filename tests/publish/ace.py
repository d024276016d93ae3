"""Reads a report of DAISY's Ace: fails where it found anything.

usage: ace.py REPORT.json
"""

import json
import sys

report = json.load(open(sys.argv[1], encoding="utf-8"))
found = [
    f"{document.get('earl:testSubject', {}).get('url')}: {test['earl:test']['earl:impact']}: {test['earl:test']['dct:title']}: "
    f"{test['earl:result'].get('dct:description', '')[:300]}"
    for document in report["assertions"]
    for test in document["assertions"]
    if test["earl:result"]["earl:outcome"] == "fail"
]
for line in found:
    print(line)
version = report.get("earl:assertedBy", {}).get("doap:release", {}).get("doap:revision")
print(f"Ace {version}: {sum(len(document['assertions']) for document in report['assertions'])} findings, {len(found)} failures, "
      f"conformance: {report['earl:result']['earl:outcome']}")
sys.exit(1 if found else 0)
