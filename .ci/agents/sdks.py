#!/usr/bin/env python3
"""Python SDKs that speak the Responses API do a small task with a tool through the gateway: openai, the Agents SDK, LangChain and
pydantic-ai, as far as they are installed. Arguments: the gateway's base URL, its key, and models."""
import asyncio
import importlib.util
import os
import sys

url, key, models = sys.argv[1], sys.argv[2], sys.argv[3:]
os.environ.update(OPENAI_API_KEY=key, OPENAI_BASE_URL=url, OPENAI_AGENTS_DISABLE_TRACING="1")
TOOL = {"type": "function", "name": "weather", "description": "Tells the weather", "strict": False,
        "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}}


def has(module):
    return importlib.util.find_spec(module) is not None


def openai_plain(model):
    from openai import OpenAI
    client = OpenAI()
    first = client.responses.create(model=model, input="How is the weather?", tools=[TOOL])
    call = next(item for item in first.output if item.type == "function_call")
    items = [{"role": "user", "content": "How is the weather?"}] + [item.model_dump(exclude_none=True) for item in first.output]
    items.append({"type": "function_call_output", "call_id": call.call_id, "output": "sunny"})
    return client.responses.create(model=model, input=items, tools=[TOOL]).output_text


def openai_stream(model):
    from openai import OpenAI
    client = OpenAI()
    with client.responses.stream(model=model, input="How is the weather?", tools=[TOOL]) as stream:
        for _ in stream:
            pass
        first = stream.get_final_response()
    call = next(item for item in first.output if item.type == "function_call")
    items = [{"role": "user", "content": "How is the weather?"}] + [item.to_dict(exclude_none=True) for item in first.output]
    for item in items:
        item.pop("parsed_arguments", None)
    items.append({"type": "function_call_output", "call_id": call.call_id, "output": "sunny"})
    with client.responses.stream(model=model, input=items, tools=[TOOL]) as stream:
        texts = [event.delta for event in stream if event.type == "response.output_text.delta"]
        assert stream.get_final_response().output_text == "".join(texts)
    return "".join(texts)


def agents_sdk(model):
    from agents import Agent, Runner, function_tool

    @function_tool
    def weather(city: str) -> str:
        """Tells the weather."""
        return "sunny"

    async def run():
        agent = Agent(name="a", instructions="Be brief.", tools=[weather], model=model_of())
        result = Runner.run_streamed(agent, "How is the weather?")
        async for _ in result.stream_events():
            pass
        return result.final_output

    def model_of():
        from agents import OpenAIResponsesModel
        from openai import AsyncOpenAI
        return OpenAIResponsesModel(model=model, openai_client=AsyncOpenAI())

    return asyncio.run(run())


def langchain(model):
    from langchain_core.messages import HumanMessage, ToolMessage
    from langchain_openai import ChatOpenAI
    chat = ChatOpenAI(model=model, use_responses_api=True).bind_tools([{"type": "function", "function": {
        "name": "weather", "description": "Tells the weather", "parameters": TOOL["parameters"]}}])
    messages = [HumanMessage("How is the weather?")]
    first = None
    for chunk in chat.stream(messages):
        first = chunk if first is None else first + chunk
    messages += [first, ToolMessage("sunny", tool_call_id=first.tool_calls[0]["id"])]
    return "".join(part if isinstance(part, str) else part.get("text", "") for part in chat.invoke(messages).content)


def pydantic_ai(model):
    from pydantic_ai import Agent
    from pydantic_ai.models.openai import OpenAIResponsesModel
    agent = Agent(OpenAIResponsesModel(model), instructions="Be brief.")

    @agent.tool_plain
    def weather(city: str) -> str:
        """Tells the weather."""
        return "sunny"

    async def run():
        async with agent.run_stream("How is the weather?") as result:
            return await result.get_output()

    return asyncio.run(run())


failed = False
for name, module, task in (("openai", "openai", openai_plain), ("openai, streamed", "openai", openai_stream),
                           ("Agents SDK", "agents", agents_sdk), ("LangChain", "langchain_openai", langchain),
                           ("pydantic-ai", "pydantic_ai", pydantic_ai)):
    if not has(module):
        print("%s is not installed" % name)
        continue
    for model in models:
        try:
            said = task(model)
            good = "All done." in said
        except Exception as e:  # whatever an SDK raises is what the check is for
            said, good = repr(e)[:600], False
        failed |= not good
        print("%-18s %-60s %s" % (name, model, "ok" if good else "FAILED: " + said))
sys.exit(failed)
