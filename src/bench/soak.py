"""Mixed load on a gateway: plain calls, streams read to the end, streams left in the middle, large bodies, wrong keys, idle connections.

usage: soak.py PORT MANAGEMENT_PORT PID JCMD KEY FOLDER MINUTES

FOLDER has body.json and stream.json. Each kind of client begins anew, on a connection of its own, as soon as it is done. Before and
after the load, when all clients have left, prints what the process holds.
"""
import asyncio
import collections
import json
import os
import re
import subprocess
import sys
import time
import urllib.request

port, management, pid, jcmd, key, folder, minutes = (*sys.argv[1:7], float(sys.argv[7]))
HOST = '127.0.0.1'
WARMUP = 30
results = collections.Counter()
with open(folder + '/body.json', 'rb') as f:
    PLAIN = f.read()
with open(folder + '/stream.json', 'rb') as f:
    STREAM = f.read()
LARGE = json.dumps({'model': 'openai/gpt-4o-mini', 'messages': [{'role': 'user', 'content': 'x' * 1_000_000}]}).encode()
MESSAGES = json.dumps({'model': 'openai/gpt-4o-mini', 'max_tokens': 9, 'messages': [{'role': 'user', 'content': 'x' * 1000}]}).encode()


def request(body, path='/v1/chat/completions', bearer=key):
    return (f'POST {path} HTTP/1.1\r\nHost: {HOST}\r\nAuthorization: Bearer {bearer}\r\nContent-Type: application/json\r\n'
            f'Content-Length: {len(body)}\r\n\r\n').encode() + body


async def whole(reader):
    head = (await reader.readuntil(b'\r\n\r\n')).decode('latin-1')
    await reader.readexactly(int(re.search(r'(?i)content-length: *(\d+)', head).group(1)))
    return head[9:12]


async def calls(reader, writer):
    status = ''
    for _ in range(20):
        writer.write(request(PLAIN))
        status = await whole(reader)
    return status


def one(data):
    async def call(reader, writer):
        writer.write(data)
        return await whole(reader)
    return call


async def stream(reader, writer):
    writer.write(request(STREAM))
    await reader.readuntil(b'[DONE]')
    return 'done'


async def left(reader, writer):
    writer.write(request(STREAM))
    await reader.readuntil(b'data:')
    return 'left'


async def idle(reader, writer):
    writer.write(b'POST /v1/chat')
    await asyncio.sleep(2)
    return 'closed'


# kind -> (what one client does, how many there are at once)
KINDS = {'calls': (calls, 8), 'messages': (one(request(MESSAGES, '/v1/messages')), 2), 'streams': (stream, 8), 'left streams': (left, 4),
         'large bodies': (one(request(LARGE)), 2), 'wrong keys': (one(request(PLAIN, bearer='sk-orq-' + '0' * 64)), 1),
         'unfinished heads': (idle, 20)}


async def client(kind, act, until):
    while time.monotonic() < until:
        try:
            reader, writer = await asyncio.open_connection(HOST, int(port), limit=1 << 20)
            results[kind + ' ' + await asyncio.wait_for(act(reader, writer), 60)] += 1
            writer.close()
        except (OSError, asyncio.IncompleteReadError, asyncio.TimeoutError) as e:
            results[kind + ' ' + type(e).__name__] += 1
        await asyncio.sleep(0.05)


async def load(seconds):
    until = time.monotonic() + seconds
    await asyncio.gather(*(client(kind, act, until) for kind, (act, count) in KINDS.items() for _ in range(count)))


def metric(name):
    with urllib.request.urlopen(f'http://{HOST}:{management}/actuator/prometheus') as answer:
        return float(re.search(r'(?m)^%s (.+)$' % name, answer.read().decode()).group(1))


def held():
    """What the process holds once all clients have left; connections to providers stay open for a while."""
    for _ in range(120):
        if metric('orqen_connections') == 0 and metric('orqen_inflight') == 0:
            break
        time.sleep(0.5)
    histogram = subprocess.run([jcmd, pid, 'GC.class_histogram'], capture_output=True, text=True, check=True).stdout
    with open(f'/proc/{pid}/status') as status:
        resident = int(re.search(r'VmRSS:\s+(\d+)', status.read()).group(1)) // 1024
    return {'heap after a collection, MB': round(int(re.search(r'Total +\d+ +(\d+)', histogram).group(1)) / 1e6, 1),
            'process, MB': resident, 'threads': len(os.listdir(f'/proc/{pid}/task')),
            'descriptors': len(os.listdir(f'/proc/{pid}/fd')), 'connections of clients': int(metric('orqen_connections')),
            'requests in flight': int(metric('orqen_inflight')), 'memory of requests, bytes': int(metric('orqen_memory_held_bytes'))}


asyncio.run(load(WARMUP))
results.clear()
begin = held()
asyncio.run(load(minutes * 60))
end = held()
print()
print('| | at the beginning | at the end |')
print('|---|--:|--:|')
for name, value in begin.items():
    print(f'| {name} | {value} | {end[name]} |')
print()
print(', '.join(f'{name}: {count}' for name, count in sorted(results.items())))
