// Asks a model through the gateway, and shows the answer as it comes.
"use strict";

const ask = document.getElementById("ask");
const at = (id) => document.getElementById(id);
let running = null;

function refuse(text) {
  at("ask-error").textContent = text;
  at("ask-error").hidden = !text;
}

function body() {
  const field = (name) => ask.elements[name].value.trim();
  const messages = [{ role: "user", content: field("message") }];
  if (field("system")) {
    messages.unshift({ role: "system", content: field("system") });
  }
  const request = { model: field("model"), messages, stream: ask.elements.stream.checked };
  if (!request.model) {
    throw new Error("Name a model.");
  }
  if (field("max_tokens")) {
    request.max_tokens = Number(field("max_tokens"));
    if (!Number.isInteger(request.max_tokens) || request.max_tokens < 1) {
      throw new Error("The longest answer must be a whole number of tokens.");
    }
  }
  if (field("tools")) {
    try {
      request.tools = JSON.parse(field("tools"));
    } catch (e) {
      throw new Error("The tools aren't valid JSON: " + e.message);
    }
  }
  return request;
}

// What the page around the answer needs, and no agent would get.
const OF_THE_PAGE = /^(content-security-policy|cross-origin-|permissions-policy|referrer-policy|x-frame-options|x-content-type-options)/;

function head(response) {
  const headers = Array.from(response.headers).filter(([name]) => !OF_THE_PAGE.test(name));
  at("headers").replaceChildren(...headers.map(([name, value]) => {
    const row = document.createElement("tr");
    const key = document.createElement("th");
    const cell = document.createElement("td");
    key.scope = "row";
    key.textContent = name;
    cell.textContent = value;
    row.append(key, cell);
    return row;
  }));
  at("more").hidden = false;
  at("request-link").href = "/ui/requests/" + encodeURIComponent(response.headers.get("x-request-id"));
}

function add(text) {
  at("answer").append(text);
}

function addMessage(message) {
  if (message.content) {
    add(message.content);
  }
  for (const call of message.tool_calls || []) {
    add((call.function.name ? "\n→ " + call.function.name + " " : "") + (call.function.arguments || ""));
  }
}

// One event of the stream; true when it is an error.
function event(data) {
  if (data === "[DONE]") {
    return false;
  }
  const chunk = JSON.parse(data);
  if (chunk.error) {
    refuse(chunk.error.message);
    return true;
  }
  for (const choice of chunk.choices || []) {
    addMessage(choice.delta || {});
  }
  return false;
}

async function stream(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  let failed = false;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    const lines = (rest + part.value).split("\n");
    rest = lines.pop();
    for (const line of lines) {
      if (line.startsWith("data:")) {
        failed = event(line.slice(5).trim()) || failed;
      }
    }
  }
  return failed;
}

async function send(signal) {
  const began = performance.now();
  const response = await fetch("/ui/playground/chat", { method: "POST", signal, body: JSON.stringify(body()), headers: {
    "Content-Type": "application/json", "X-CSRF-Token": ask.dataset.csrf, "X-Orqen-Playground-Key": ask.elements.key.value } });
  head(response);
  let failed = !response.ok;
  if (response.ok && (response.headers.get("content-type") || "").startsWith("text/event-stream")) {
    failed = await stream(response);
  } else {
    const answer = await response.json();
    if (answer.error && answer.error.code === "session_ended") {
      location.assign("/ui/sign-in?next=/ui/playground");
      return;
    }
    if (answer.error) {
      refuse(answer.error.message);
    } else {
      answer.choices.forEach((choice) => addMessage(choice.message));
    }
  }
  at("state").textContent = (failed ? "Failed" : "Done") + ": status " + response.status + ", " + Math.round(performance.now() - began) + " ms";
}

ask.addEventListener("submit", async (submit) => {
  submit.preventDefault();
  if (running) {
    return;
  }
  refuse("");
  at("answer").replaceChildren();
  at("more").hidden = true;
  at("state").textContent = "Waiting for the answer …";
  running = new AbortController();
  at("send").disabled = true;
  at("stop").disabled = false;
  try {
    await send(running.signal);
  } catch (e) {
    const stopped = e.name === "AbortError";
    at("state").textContent = stopped ? "Stopped." : "Failed.";
    if (!stopped) {
      refuse(e.message);
    }
  } finally {
    running = null;
    at("send").disabled = false;
    at("stop").disabled = true;
  }
});

at("stop").addEventListener("click", () => running && running.abort());
