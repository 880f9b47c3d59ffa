"""A provider whose streams fall silent: the first chunk at once, the rest when somebody sends GET /release. quiet_upstream.py PORT"""
import asyncio
import sys

from stream_upstream import CHUNK, HEAD, LAST, body_of, piece

released = asyncio.Event()


async def serve(reader, writer):
    global released
    try:
        while True:
            head = await reader.readuntil(b'\r\n\r\n')
            if head.startswith(b'GET /release'):
                released.set()
                released = asyncio.Event()
                writer.write(b'HTTP/1.1 204 No Content\r\n\r\n')
                continue
            await body_of(reader, head)
            silence = released
            writer.write(HEAD + piece(CHUNK))
            await writer.drain()
            await silence.wait()
            writer.write(piece(LAST) + b'0\r\n\r\n')
            await writer.drain()
    except (asyncio.IncompleteReadError, OSError):
        pass
    finally:
        writer.close()


async def main():
    server = await asyncio.start_server(serve, '127.0.0.1', int(sys.argv[1]), backlog=4096)
    await server.serve_forever()


asyncio.run(main())
