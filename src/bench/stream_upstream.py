"""A provider that streams: the first chunk at once, nine more 2 ms apart, then [DONE]. Keeps connections open."""
import asyncio
import sys

CHUNK = (b'data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"gpt-4o-mini",'
         b'"choices":[{"index":0,"delta":{"content":"word "},"finish_reason":null}]}\n\n')
LAST = (b'data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"gpt-4o-mini",'
        b'"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n')
# The last header is for nginx, which would hold the stream back otherwise.
HEAD = (b'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n'
        b'X-Accel-Buffering: no\r\n\r\n')


def piece(data):
    return b'%x\r\n%s\r\n' % (len(data), data)


async def body_of(reader, head):
    lower = head.lower()
    if b'expect: 100-continue' in lower:
        raise ConnectionError('no Expect here')
    if b'transfer-encoding: chunked' in lower:
        while True:
            size = int((await reader.readline()).split(b';')[0], 16)
            await reader.readexactly(size + 2)
            if size == 0:
                return
    for line in lower.split(b'\r\n'):
        if line.startswith(b'content-length:'):
            await reader.readexactly(int(line.split(b':')[1]))


async def serve(reader, writer):
    try:
        while True:
            head = await reader.readuntil(b'\r\n\r\n')
            await body_of(reader, head)
            writer.write(HEAD + piece(CHUNK))
            await writer.drain()
            for _ in range(9):
                await asyncio.sleep(0.002)
                writer.write(piece(CHUNK))
                await writer.drain()
            writer.write(piece(LAST) + b'0\r\n\r\n')
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        pass
    finally:
        writer.close()


async def main():
    server = await asyncio.start_server(serve, '127.0.0.1', int(sys.argv[1]))
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
