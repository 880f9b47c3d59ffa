"""Hostile load on a gateway, one kind at a time; prints what was refused and what went on being served meanwhile.

usage: attack.py heads|announced|translated|answers PORT KEY OTHER_KEY UPSTREAM_PORT

Needs a gateway whose provider "openai" is at 127.0.0.1:UPSTREAM_PORT, where this listens for "answers". The attack uses KEY; the
calls of others, every tenth of a second, use OTHER_KEY and the provider echo.
"""
import asyncio
import collections
import json
import sys
import time

KIND, PORT, KEY, OTHER, UPSTREAM = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4], int(sys.argv[5])
HOST = '127.0.0.1'
SECONDS = 20
HEADS = 4200
ANNOUNCED = 16
ANNOUNCED_BYTES = 32 * 1024 * 1024
ANSWERS = 16
ANSWER_BYTES = 30 * 1000 * 1000
MESSAGES = 1_000_000

outcomes = collections.Counter()


def head(path, length, key=KEY, extra=''):
    return (f'POST {path} HTTP/1.1\r\nHost: {HOST}\r\nAuthorization: Bearer {key}\r\nContent-Type: application/json\r\n'
            f'Content-Length: {length}\r\n{extra}\r\n').encode()


async def answer(reader):
    """Reads one answer: its status, or what is wrong with it."""
    try:
        start = await reader.readuntil(b'\r\n\r\n')
    except asyncio.IncompleteReadError as e:
        return 'closed without an answer' if not e.partial else 'broken off in the head'
    except OSError:
        return 'reset without an answer'
    status = start[9:12].decode()
    lines = start.decode('latin-1').lower().split('\r\n')
    length = next((int(line.split(':')[1]) for line in lines if line.startswith('content-length:')), None)
    if length is None:
        return status + ' without Content-Length'
    try:
        while length > 0:
            piece = await reader.read(min(length, 1 << 20))
            if not piece:
                return status + ' broken off'
            length -= len(piece)
    except OSError:
        return status + ' broken off'
    return status + (' with Retry-After' if any(line.startswith('retry-after:') for line in lines) else '')


async def unfinished(number):
    try:
        reader, writer = await asyncio.open_connection(HOST, PORT)
        writer.write(b'G')
        until = time.monotonic() + SECONDS
        while time.monotonic() < until and not reader.at_eof():
            await asyncio.sleep(4)
            writer.write(b'E')
        outcomes['closed by the gateway' if reader.at_eof() else 'still open'] += 1
        writer.close()
    except OSError as e:
        outcomes['closed by the gateway' if isinstance(e, ConnectionError) else type(e).__name__] += 1


async def announced(number):
    reader, writer = await asyncio.open_connection(HOST, PORT)
    writer.write(head('/v1/chat/completions', ANNOUNCED_BYTES) + b'{')
    try:
        outcomes[await asyncio.wait_for(answer(reader), SECONDS)] += 1
    except asyncio.TimeoutError:
        outcomes['held, one byte of it'] += 1
    writer.close()


async def translated(number):
    body = json.dumps({'model': 'openai/gpt-4o', 'max_tokens': 9, 'messages': 'M'})
    messages = ','.join(('{"role":"user","content":"a"}', '{"role":"assistant","content":"b"}'))
    body = body.replace('"M"', '[' + ','.join([messages] * (MESSAGES // 2)) + ',{"role":"user","content":"c"}]').encode()
    reader, writer = await asyncio.open_connection(HOST, PORT)
    begun = time.monotonic()
    writer.write(head('/v1/messages', len(body)) + body)
    try:
        outcomes[await asyncio.wait_for(answer(reader), 100)] += 1
        print(f'  {len(body) / 1e6:.0f} MB answered after {time.monotonic() - begun:.1f} s')
    except asyncio.TimeoutError:
        outcomes['no answer in 100 s'] += 1
    writer.close()


async def large(number):
    body = b'{"model":"openai/gpt-4o","messages":[{"role":"user","content":"x"}]}'
    reader, writer = await asyncio.open_connection(HOST, PORT, limit=1 << 16)
    writer.write(head('/v1/chat/completions', len(body)) + body)
    outcomes[await answer(reader)] += 1
    writer.close()


async def provider(reader, writer):
    try:
        while True:
            start = (await reader.readuntil(b'\r\n\r\n')).decode('latin-1').lower()
            await reader.readexactly(int(start.split('content-length:')[1].split('\r\n')[0]))
            text = b'x' * ANSWER_BYTES if KIND == 'answers' else b'x'
            body = (b'{"id":"a","object":"chat.completion","created":1,"model":"gpt-4o","choices":[{"index":0,"finish_reason":"stop",'
                    b'"message":{"role":"assistant","content":"' + text + b'"}}],"usage":{"prompt_tokens":1,"completion_tokens":1}}')
            writer.write(b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n' % len(body))
            writer.write(body)
            await writer.drain()
    except (asyncio.IncompleteReadError, asyncio.CancelledError, OSError):
        writer.close()


async def others(stop):
    """Calls of somebody else, one after another, each on a connection of its own."""
    results, slowest = collections.Counter(), 0.0
    body = b'{"model":"echo/x","messages":[{"role":"user","content":"hi"}]}'
    while not stop.is_set():
        begun = time.monotonic()
        try:
            reader, writer = await asyncio.wait_for(asyncio.open_connection(HOST, PORT), 10)
            writer.write(head('/v1/chat/completions', len(body), OTHER, 'Connection: close\r\n') + body)
            results[await asyncio.wait_for(answer(reader), 10)] += 1
            writer.close()
        except (OSError, asyncio.TimeoutError) as e:
            results[type(e).__name__] += 1
        slowest = max(slowest, time.monotonic() - begun)
        await asyncio.sleep(0.1)
    return results, slowest


async def main():
    attack, count = {'heads': (unfinished, HEADS), 'announced': (announced, ANNOUNCED), 'translated': (translated, 1),
                     'answers': (large, ANSWERS)}[KIND]
    server = await asyncio.start_server(provider, HOST, UPSTREAM, limit=1 << 26)
    stop = asyncio.Event()
    calls = asyncio.create_task(others(stop))
    await asyncio.sleep(1)
    await asyncio.gather(*(attack(number) for number in range(count)))
    await asyncio.sleep(1)
    stop.set()
    results, slowest = await calls
    server.close()
    print(f'  attack: {dict(outcomes)}')
    print(f'  others: {dict(results)}, slowest {slowest:.1f} s')


asyncio.run(main())
