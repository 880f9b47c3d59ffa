"""Opens many streams through a gateway, holds them while they are silent, and reads them to their end.

usage: streams.py URL BODY_FILE COUNT AT_ONCE UPSTREAM_PORT PID JCMD [KEY...]

AT_ONCE streams are being opened at the same time. JCMD is empty for a gateway that isn't Java. The streams take the keys in turn.
Prints: opened, refused or broken, p50 and p99 of the first byte in ms, resident MB before and while they are silent, and bytes of
heap a stream after a collection ("-" without JCMD).
"""
import asyncio
import collections
import os
import re
import subprocess
import sys
import time
from urllib.parse import urlsplit

url, body_file, count, at_once = urlsplit(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
upstream, pid, jcmd, keys = int(sys.argv[5]), sys.argv[6], sys.argv[7], sys.argv[8:]
with open(body_file, 'rb') as f:
    body = f.read()
failures = collections.Counter()


def resident():
    out = subprocess.run([sys.executable, os.path.join(os.path.dirname(__file__), 'proc.py'), 'rss', pid],
                         capture_output=True, text=True, check=True)
    return int(out.stdout)


def live_heap():
    """Bytes after a full collection."""
    if not jcmd:
        return None
    out = subprocess.run([jcmd, pid, 'GC.class_histogram'], capture_output=True, text=True, check=True).stdout
    return int(re.search(r'Total +\d+ +(\d+)', out).group(1))


def request(number):
    key = 'Authorization: Bearer %s\r\n' % keys[number % len(keys)] if keys else ''
    return ('POST %s HTTP/1.1\r\nHost: %s\r\n%sContent-Type: application/json\r\nContent-Length: %d\r\n\r\n'
            % (url.path, url.netloc, key, len(body))).encode() + body


async def opened(number, slots, times):
    async with slots:
        begun = time.perf_counter()
        try:
            reader, writer = await asyncio.open_connection(url.hostname, url.port, limit=8192)
            writer.write(request(number))
            head = await asyncio.wait_for(reader.readuntil(b'\r\n\r\n'), 60)
            status = head[9:12].decode()
            if status != '200':
                failures[status] += 1
                writer.close()
                return None
            await asyncio.wait_for(reader.readuntil(b'data:'), 60)
            times.append(time.perf_counter() - begun)
            return reader, writer
        except (OSError, asyncio.IncompleteReadError, asyncio.TimeoutError) as e:
            failures[type(e).__name__] += 1
            return None


async def ended(stream):
    reader, writer = stream
    try:
        await asyncio.wait_for(reader.readuntil(b'[DONE]'), 120)
    except (OSError, asyncio.IncompleteReadError, asyncio.TimeoutError, asyncio.LimitOverrunError) as e:
        failures['broken: ' + type(e).__name__] += 1
    writer.close()


async def release():
    reader, writer = await asyncio.open_connection('127.0.0.1', upstream)
    writer.write(b'GET /release HTTP/1.1\r\nHost: x\r\n\r\n')
    await reader.readuntil(b'\r\n\r\n')
    writer.close()


async def round_of(streams, measured):
    slots, times = asyncio.Semaphore(at_once), []
    before = live_heap() if measured else None
    rss_before = resident()
    begun = time.perf_counter()
    all_streams = await asyncio.gather(*(opened(i, slots, times) for i in range(streams)))
    took = time.perf_counter() - begun
    open_now = [s for s in all_streams if s]
    rss = resident()
    heap = live_heap() if measured else None
    await release()
    await asyncio.gather(*(ended(s) for s in open_now))
    return times, took, len(open_now), rss_before, rss, (heap - before) // max(1, len(open_now)) if heap else None


async def main():
    await round_of(min(count, 500), False)
    failures.clear()
    times, took, open_now, rss_before, rss, heap = await round_of(count, True)
    times.sort()
    p50, p99 = (times[int(len(times) * q)] * 1000 if times else 0 for q in (0.5, 0.99))
    print('%d %.0f %.0f %.1f %d %d %s %s' % (open_now, p50, p99, took, rss_before, rss, heap or '-',
                                         ' '.join('%s=%d' % (k.replace(' ', '_'), n) for k, n in failures.items()) or 'none'))


asyncio.run(main())
