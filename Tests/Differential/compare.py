#!/usr/bin/env python3
"""Puts the cases of oracle.py to an emulator that serves its documents, and shows where bodies differ, byte for byte.

    python compare.py http://127.0.0.1:8787 DIRECTORY/cases.jsonl
"""
import collections
import http.client
import json
import sys
import urllib.parse

base = urllib.parse.urlsplit(sys.argv[1])
most = int(sys.argv[3]) if len(sys.argv) > 3 else 20
connection = http.client.HTTPConnection(base.hostname, base.port)
counts, shown = collections.Counter(), 0
for line in open(sys.argv[2], encoding="utf-8"):
    case = json.loads(line)
    body = case["body"].encode("utf-8", "surrogatepass")
    connection.request("POST", f"/{case['endpoint']}", body=body, headers={"authorization": "Key a:b", "content-type": "application/json"})
    answer = connection.getresponse()
    text = answer.read().decode("utf-8", "replace")
    same = answer.status == case["status"] and (case["status"] == 200 or text == case["answer"])
    counts["same" if same else "different", case["status"]] += 1
    if not same and shown < most:
        shown += 1
        print(f"{case['endpoint']}\n  body {case['body'][:400]}\n  want {case['status']} {case['answer'][:900]}\n  got  {answer.status} {text[:900]}\n")
print(dict(counts))
sys.exit(1 if any(kind == "different" for kind, _ in counts) else 0)
