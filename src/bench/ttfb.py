"""Median time to the first event of a stream, in microseconds: ttfb.py URL BODY_FILE COUNT, headers as in post.lua.

One connection, one stream after the other, each read to its end; a tenth of COUNT, at least 20, goes before as warm-up.
"""
import http.client
import os
import statistics
import sys
import time
from urllib.parse import urlsplit

url, body_file, count = urlsplit(sys.argv[1]), sys.argv[2], int(sys.argv[3])
with open(body_file, 'rb') as f:
    body = f.read()
headers = {'Content-Type': 'application/json'}
for line in os.environ.get('BENCH_HEADERS', '').splitlines():
    name, value = line.split(':', 1)
    headers[name] = value.strip()

connection = http.client.HTTPConnection(url.hostname, url.port, timeout=30)
times = []
for i in range(-max(count // 10, 20), count):
    begin = time.perf_counter()
    connection.request('POST', url.path, body, headers)
    answer = connection.getresponse()
    first = answer.read1(65536)
    took = time.perf_counter() - begin
    rest = answer.read()
    if answer.status != 200 or not first.startswith(b'data:') or b'[DONE]' not in first + rest:
        sys.exit('%s answered %d: %r' % (sys.argv[1], answer.status, (first + rest)[:300]))
    if i >= 0:
        times.append(took)
print(round(statistics.median(times) * 1e6))
