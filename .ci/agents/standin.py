#!/usr/bin/env python3
"""A stand-in for providers of every wire, which plays a model that does a small task with the tools that it is offered.

It calls a shell tool first, then a tool that patches a file where there is one, and says "All done." at the end. It answers OpenAI's
chat completions and Responses, Anthropic's Messages, Bedrock's Converse and InvokeModel and Gemini's generateContent, plain and streamed. The first
argument is the port, 0 for a free one; it prints the port that it took.
"""
import base64
import binascii
import json
import struct
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote

DONE = "All done."
PATCH = "*** Begin Patch\n*** Add File: patched.txt\n+patched\n*** End Patch\n"
COMMAND = "echo made > made.txt"


def schema_of(tool):
    for path in (("function", "parameters"), ("parameters",), ("input_schema",), ("toolSpec", "inputSchema", "json"),
                 ("parametersJsonSchema",)):
        node = tool
        for name in path:
            node = node.get(name) if isinstance(node, dict) else None
        if isinstance(node, dict):
            return node
    return {}


def name_of(tool):
    return (tool.get("function") or tool.get("toolSpec") or tool).get("name") or tool.get("type")


def arguments(tool):
    """Arguments that fit a tool's schema: its commands get a command, free texts a patch, all else something harmless."""
    name, properties = name_of(tool), schema_of(tool).get("properties", {})
    if tool.get("type") == "custom":
        return {"input": PATCH}
    values = {}
    for field, schema in properties.items():
        if field in ("cmd", "command") and schema.get("type") == "string":
            values[field] = COMMAND
        elif field in ("command", "commands"):
            values[field] = ["bash", "-lc", COMMAND] if field == "command" else [COMMAND]
        elif field == "input":
            values[field] = PATCH if "patch" in name else "text('made')"
        elif field in schema_of(tool).get("required", []):
            kind = schema.get("type")
            values[field] = {"integer": 1, "number": 1, "boolean": True, "array": [], "object": {}}.get(kind, ".")
    return values


def next_step(tools, results):
    """The call for a step, or None when the task is done."""
    wanted = [("exec_command", "shell", "bash", "Bash", "local_shell", "functions__exec", "list_files", "weather"), ("apply_patch",)]
    names = {name_of(tool): tool for tool in tools}
    plan = [names[name] for step in wanted for name in step[:1] + step[1:] if name in names]
    plan = plan[:1] + [tool for tool in plan[1:] if name_of(tool) == "apply_patch"]
    if results >= len(plan):
        return None
    return name_of(plan[results]), arguments(plan[results])


def sse(*events):
    return b"".join(events)


def named(kind, data):
    return ("event: %s\ndata: %s\n\n" % (kind, json.dumps(dict(data, type=kind)))).encode()


def plain(data):
    return ("data: %s\n\n" % json.dumps(data)).encode()


def frame(kind, payload):
    headers = b""
    for name, value in ((":message-type", "event"), (":event-type", kind), (":content-type", "application/json")):
        headers += struct.pack("!B", len(name)) + name.encode() + b"\x07" + struct.pack("!H", len(value)) + value.encode()
    body = json.dumps(payload).encode()
    prelude = struct.pack("!II", 16 + len(headers) + len(body), len(headers))
    prelude += struct.pack("!I", binascii.crc32(prelude))
    message = prelude + headers + body
    return message + struct.pack("!I", binascii.crc32(message))


class Chat:
    stream_type = "text/event-stream"

    @staticmethod
    def read(body):
        return body.get("tools", []), sum(m.get("role") == "tool" for m in body["messages"])

    @staticmethod
    def plain(step):
        message = {"role": "assistant", "content": DONE} if step is None else {"role": "assistant", "content": None, "tool_calls": [
            {"id": "call_1", "type": "function", "function": {"name": step[0], "arguments": json.dumps(step[1])}}]}
        return {"id": "c", "object": "chat.completion", "created": 1, "model": "m", "choices": [{"index": 0, "message": message,
                "finish_reason": "stop" if step is None else "tool_calls"}], "usage": Chat.usage}

    usage = {"prompt_tokens": 30, "completion_tokens": 4, "total_tokens": 34}

    @staticmethod
    def stream(step):
        def chunk(delta, reason=None):
            return plain({"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m",
                          "choices": [{"index": 0, "delta": delta, "finish_reason": reason}]})
        if step is None:
            pieces = [chunk({"role": "assistant", "content": ""}), chunk({"content": DONE}), chunk({}, "stop")]
        else:
            text = json.dumps(step[1])
            pieces = [chunk({"reasoning_content": "Let me see."}),
                      chunk({"tool_calls": [{"index": 0, "id": "call_1", "type": "function", "function": {"name": step[0], "arguments": ""}}]})]
            pieces += [chunk({"tool_calls": [{"index": 0, "function": {"arguments": text[i:i + 7]}}]}) for i in range(0, len(text), 7)]
            pieces.append(chunk({}, "tool_calls"))
        end = plain({"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [], "usage": Chat.usage})
        return sse(*pieces, end, b"data: [DONE]\n\n")


class Messages:
    stream_type = "text/event-stream"

    @staticmethod
    def read(body):
        return body.get("tools", []), sum(part.get("type") == "tool_result" for m in body["messages"]
                                          for part in m["content"] if isinstance(part, dict))

    @staticmethod
    def plain(step):
        block = {"type": "text", "text": DONE} if step is None else {"type": "tool_use", "id": "toolu_1", "name": step[0], "input": step[1]}
        return {"id": "msg_1", "type": "message", "role": "assistant", "model": "m", "content": [block],
                "stop_reason": "end_turn" if step is None else "tool_use", "stop_sequence": None,
                "usage": {"input_tokens": 30, "output_tokens": 4}}

    @staticmethod
    def stream(step):
        message = dict(Messages.plain(step), content=[], stop_reason=None)
        if step is None:
            blocks = [({"type": "text", "text": ""}, [{"type": "text_delta", "text": DONE}])]
        else:
            blocks = [({"type": "thinking", "thinking": "", "signature": ""},
                       [{"type": "thinking_delta", "thinking": "Let me see."}, {"type": "signature_delta", "signature": "c2ln"}]),
                      ({"type": "tool_use", "id": "toolu_1", "name": step[0], "input": {}},
                       [{"type": "input_json_delta", "partial_json": json.dumps(step[1])}])]
        events = [named("message_start", {"message": message})]
        for i, (start, deltas) in enumerate(blocks):
            events.append(named("content_block_start", {"index": i, "content_block": start}))
            events += [named("content_block_delta", {"index": i, "delta": delta}) for delta in deltas]
            events.append(named("content_block_stop", {"index": i}))
        events.append(named("message_delta", {"delta": {"stop_reason": "end_turn" if step is None else "tool_use"},
                                              "usage": {"output_tokens": 4}}))
        return sse(*events, named("message_stop", {}))


class Converse:
    stream_type = "application/vnd.amazon.eventstream"

    @staticmethod
    def read(body):
        return body.get("toolConfig", {}).get("tools", []), sum("toolResult" in part for m in body["messages"] for part in m["content"])

    @staticmethod
    def plain(step):
        block = {"text": DONE} if step is None else {"toolUse": {"toolUseId": "t1", "name": step[0], "input": step[1]}}
        return {"output": {"message": {"role": "assistant", "content": [block]}}, "stopReason": "end_turn" if step is None else "tool_use",
                "usage": {"inputTokens": 30, "outputTokens": 4, "totalTokens": 34}, "metrics": {"latencyMs": 1}}

    @staticmethod
    def stream(step):
        frames = frame("messageStart", {"role": "assistant"})
        if step is None:
            frames += frame("contentBlockDelta", {"contentBlockIndex": 0, "delta": {"text": DONE}})
        else:
            frames += frame("contentBlockStart", {"contentBlockIndex": 0, "start": {"toolUse": {"toolUseId": "t1", "name": step[0]}}})
            frames += frame("contentBlockDelta", {"contentBlockIndex": 0, "delta": {"toolUse": {"input": json.dumps(step[1])}}})
        frames += frame("contentBlockStop", {"contentBlockIndex": 0})
        frames += frame("messageStop", {"stopReason": "end_turn" if step is None else "tool_use"})
        return frames + frame("metadata", {"usage": {"inputTokens": 30, "outputTokens": 4, "totalTokens": 34}, "metrics": {"latencyMs": 1}})


class Invoke:
    """Bedrock's InvokeModel for Claude: Anthropic's bodies, with its events in Amazon's frames."""

    stream_type = "application/vnd.amazon.eventstream"
    read = Messages.read
    plain = Messages.plain

    @staticmethod
    def stream(step):
        events = [block.split("data: ", 1)[1] for block in Messages.stream(step).decode().split("\n\n") if block]
        return b"".join(frame("chunk", {"bytes": base64.b64encode(event.encode()).decode(), "p": "abc"}) for event in events)


class Gemini:
    stream_type = "text/event-stream"

    @staticmethod
    def read(body):
        tools = [function for tool in body.get("tools", []) for function in tool.get("functionDeclarations", [])]
        return tools, sum("functionResponse" in part for content in body["contents"] for part in content["parts"])

    @staticmethod
    def plain(step):
        part = {"text": DONE} if step is None else {"functionCall": {"name": step[0], "args": step[1]}, "thoughtSignature": "c2ln"}
        return {"candidates": [{"content": {"role": "model", "parts": [part]}, "finishReason": "STOP"}],
                "usageMetadata": {"promptTokenCount": 30, "candidatesTokenCount": 4}, "modelVersion": "m", "responseId": "r"}

    @staticmethod
    def stream(step):
        return plain(Gemini.plain(step))


class Responses:
    stream_type = "text/event-stream"

    @staticmethod
    def read(body):
        items = body["input"] if isinstance(body["input"], list) else []
        return body.get("tools") or [], sum(str(item.get("type")).endswith("_call_output") for item in items)

    @staticmethod
    def plain(step):
        if step is None:
            item = {"type": "message", "id": "msg_1", "status": "completed", "role": "assistant",
                    "content": [{"type": "output_text", "text": DONE, "annotations": [], "logprobs": []}]}
        elif step[0] == "apply_patch":
            item = {"type": "custom_tool_call", "id": "ctc_1", "call_id": "call_2", "name": step[0], "input": PATCH, "status": "completed"}
        else:
            item = {"type": "function_call", "id": "fc_1", "call_id": "call_1", "name": step[0], "arguments": json.dumps(step[1]),
                    "status": "completed"}
        return {"id": "resp_1", "object": "response", "created_at": 1, "status": "completed", "error": None, "incomplete_details": None,
                "instructions": None, "model": "m", "output": [item], "parallel_tool_calls": True, "tool_choice": "auto", "tools": [],
                "usage": {"input_tokens": 30, "input_tokens_details": {"cached_tokens": 0}, "output_tokens": 4,
                          "output_tokens_details": {"reasoning_tokens": 0}, "total_tokens": 34}}

    @staticmethod
    def stream(step):
        whole = Responses.plain(step)
        begun = dict(whole, status="in_progress", output=[], usage=None)
        item = whole["output"][0]
        opened = dict(item, status="in_progress")
        opened.update({"content": []} if step is None else {"arguments": ""} if "arguments" in item else {"input": ""})
        events = [("response.created", {"response": begun}), ("response.output_item.added", {"output_index": 0, "item": opened})]
        place = {"item_id": item["id"], "output_index": 0}
        if step is None:
            part = item["content"][0]
            events += [("response.content_part.added", dict(place, content_index=0, part=dict(part, text=""))),
                       ("response.output_text.delta", dict(place, content_index=0, delta=DONE, logprobs=[])),
                       ("response.output_text.done", dict(place, content_index=0, text=DONE, logprobs=[])),
                       ("response.content_part.done", dict(place, content_index=0, part=part))]
        elif item["type"] == "function_call":
            events += [("response.function_call_arguments.delta", dict(place, delta=item["arguments"])),
                       ("response.function_call_arguments.done", dict(place, name=item["name"], arguments=item["arguments"]))]
        events += [("response.output_item.done", {"output_index": 0, "item": item}), ("response.completed", {"response": whole})]
        return sse(*[named(kind, dict(data, sequence_number=i)) for i, (kind, data) in enumerate(events)])


def wire(path):
    for end, kind in (("/chat/completions", Chat), ("/messages", Messages), ("/converse", Converse), ("/converse-stream", Converse),
                      ("/invoke", Invoke), ("/invoke-with-response-stream", Invoke),
                      (":generateContent", Gemini), (":streamGenerateContent", Gemini), ("/responses", Responses)):
        if path.endswith(end):
            return kind
    return None


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))) or b"{}")
        path = unquote(self.path.split("?")[0])
        kind = wire(path)
        if kind is None:
            return self.reply(404, "application/json", b'{"error":{"message":"no such path"}}')
        step = next_step(*kind.read(body))
        sys.stderr.write("%s -> %s\n" % (path, "text" if step is None else step[0]))
        streamed = body.get("stream") or "stream" in path.split("/")[-1].lower()
        if streamed:
            return self.reply(200, kind.stream_type, kind.stream(step))
        return self.reply(200, "application/json", json.dumps(kind.plain(step)).encode())

    def reply(self, status, content_type, body):
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1]) if len(sys.argv) > 1 else 0), Handler)
    print(server.server_address[1], flush=True)
    server.serve_forever()
