"""Requests at a steady rate to a name with three targets: one refuses connections, one cuts them off, one answers.

usage: fallback.py PORT GOOD_PORT CUT_PORT KEY SECONDS REQUESTS_A_SECOND

Every other request is a stream. Each begins a conversation of its own, so that none is kept away from the dead targets by the place where
an earlier one was answered. Afterwards the target that cut its connections off answers again, and is waited for. Exits with 1 when a
request failed.
"""
import asyncio
import collections
import json
import sys
import time

from stream_upstream import CHUNK, HEAD, LAST, body_of, piece

port, good_port, cut_port, key, seconds, rate = (*(int(number) for number in sys.argv[1:4]), sys.argv[4], int(sys.argv[5]), int(sys.argv[6]))
HOST = '127.0.0.1'
ANSWER = json.dumps({'id': 'chatcmpl-1', 'object': 'chat.completion', 'created': 1, 'model': 'm',
                     'choices': [{'index': 0, 'message': {'role': 'assistant', 'content': 'y' * 740}, 'finish_reason': 'stop'}],
                     'usage': {'prompt_tokens': 250, 'completion_tokens': 180, 'total_tokens': 430}}).encode()
PATIENCE = 90
failed, answered, attempts, latencies = collections.Counter(), collections.Counter(), collections.Counter(), []
calls = collections.Counter()
returned = False


async def answer(reader, writer):
    try:
        while True:
            head = await reader.readuntil(b'\r\n\r\n')
            length = int(head.lower().split(b'content-length:')[1].split(b'\r\n')[0])
            body = await reader.readexactly(length)
            if b'"stream": true' in body or b'"stream":true' in body:
                writer.write(HEAD + piece(CHUNK) + piece(LAST) + b'0\r\n\r\n')
            else:
                writer.write(b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n' % len(ANSWER) + ANSWER)
            await writer.drain()
    except (asyncio.IncompleteReadError, asyncio.CancelledError, OSError):
        pass
    finally:
        writer.close()


async def cut(reader, writer):
    if returned:
        await answer(reader, writer)
        return
    calls['cut off'] += 1
    try:
        await body_of(reader, await reader.readuntil(b'\r\n\r\n'))
    except (asyncio.IncompleteReadError, asyncio.CancelledError, OSError):
        pass
    writer.transport.abort()


async def ask(number, stream):
    body = json.dumps({'model': 'three', 'stream': stream, 'messages': [{'role': 'user', 'content': f'{time.time_ns()} {number}'}]}).encode()
    reader, writer = await asyncio.open_connection(HOST, port)
    try:
        writer.write((f'POST /v1/chat/completions HTTP/1.1\r\nHost: {HOST}\r\nAuthorization: Bearer {key}\r\nConnection: close\r\n'
                      f'Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n').encode() + body)
        head, _, text = (await reader.read(-1)).partition(b'\r\n\r\n')
    finally:
        writer.close()
    lines = dict(line.lower().split(': ', 1) for line in head.decode('latin-1').split('\r\n')[1:])
    status = head[9:12].decode()
    whole = b'[DONE]' in text if stream else text.rstrip().endswith(b'}')
    if status == '200' and whole and b'"error"' not in text:
        return None, lines
    return f'{status} {"stream" if stream else "plain"} {text[-200:]!r}', lines


async def one(number):
    begun = time.monotonic()
    try:
        failure, lines = await asyncio.wait_for(ask(number, number % 2 == 0), PATIENCE)
    except (OSError, asyncio.TimeoutError) as e:
        failure, lines = type(e).__name__, {}
    latencies.append(time.monotonic() - begun)
    if failure:
        failed[failure] += 1
    answered[lines.get('x-orqen-model', 'not told')] += 1
    attempts[lines.get('x-orqen-attempts', 'not told')] += 1


async def load():
    begun = time.monotonic()
    tasks = []
    for number in range(seconds * rate):
        await asyncio.sleep(max(0, begun + number / rate - time.monotonic()))
        tasks.append(asyncio.create_task(one(number)))
    sent = time.monotonic() - begun
    await asyncio.gather(*tasks)
    return sent


async def recovery():
    global returned
    returned = True
    begun = time.monotonic()
    while time.monotonic() - begun < PATIENCE:
        failure, lines = await ask(-1, False)
        if failure:
            failed[failure] += 1
        if lines.get('x-orqen-model', '').startswith('groq/'):
            return time.monotonic() - begun
        await asyncio.sleep(0.1)
    return None


async def main():
    servers = [await asyncio.start_server(answer, HOST, good_port, backlog=4096), await asyncio.start_server(cut, HOST, cut_port, backlog=4096)]
    sent = await load()
    times = sorted(latencies)
    print(f'{len(times)} requests in {sent:.1f} s, half of them streams, two of three targets dead: {sum(failed.values())} failed')
    print(f'p50 {times[len(times) // 2] * 1000:.0f} ms, p99 {times[len(times) * 99 // 100] * 1000:.0f} ms, slowest {times[-1] * 1000:.0f} ms')
    print(f'calls to targets that a request took: {dict(sorted(attempts.items()))}; answered by: {dict(answered)}')
    print(f'connections that the dead target took and cut off: {calls["cut off"]}')
    back = await recovery()
    print('the target that came back ' + (f'was called again after {back:.1f} s' if back is not None else f'was not called within {PATIENCE} s'))
    for failure, count in failed.items():
        print(f'{count} times: {failure}')
    for server in servers:
        server.close()
    sys.exit(1 if failed or back is None else 0)


asyncio.run(main())
