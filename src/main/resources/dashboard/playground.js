// Talks with a model through the gateway, and shows each answer as it comes.
"use strict";

const ask = document.getElementById("ask");
const at = (id) => document.getElementById(id);
/** What the model is told of the conversation so far. */
let history = [];
/** The calls of the last answer that wait for their results: [id, text area]. */
let pending = [];
let running = null;

function refuse(text) {
  at("ask-error").textContent = text;
  at("ask-error").hidden = !text;
}

const field = (name) => ask.elements[name].value.trim();

function number(request, name, words, fits) {
  if (field(name)) {
    const value = Number(field(name));
    if (!fits(value)) {
      throw new Error(words);
    }
    request[name] = value;
  }
}

/** What is added to the conversation by this turn. */
function added() {
  const results = pending.map(([id, area]) => ({ role: "tool", tool_call_id: id, content: area.value }));
  return field("message") ? results.concat({ role: "user", content: field("message") }) : results;
}

function body() {
  const request = { model: field("model"), messages: history.concat(added()) };
  if (!request.model) {
    throw new Error("Name a model.");
  }
  if (request.messages.length === 0 || added().length === 0) {
    throw new Error("Write a message.");
  }
  if (field("system")) {
    request.messages.unshift({ role: "system", content: field("system") });
  }
  number(request, "temperature", "The temperature must be a number from 0 to 2.", (value) => value >= 0 && value <= 2);
  number(request, "top_p", "Top p must be a number from 0 to 1.", (value) => value >= 0 && value <= 1);
  number(request, "max_tokens", "The longest answer must be a whole number of tokens.", (value) => Number.isInteger(value) && value > 0);
  if (field("reasoning_effort")) {
    request.reasoning_effort = field("reasoning_effort");
  }
  if (field("tools")) {
    try {
      request.tools = JSON.parse(field("tools"));
    } catch (e) {
      throw new Error("The tools aren't valid JSON: " + e.message);
    }
  }
  if (ask.elements.stream.checked) {
    request.stream = true;
    request.stream_options = { include_usage: true };
  }
  return request;
}

// What the page around the answer needs, and no agent would get.
const OF_THE_PAGE = /^(content-security-policy|cross-origin-|permissions-policy|referrer-policy|x-frame-options|x-content-type-options)/;

/** A turn as the page shows it. */
class Turn {
  constructor(who, kind) {
    this.item = at("turn").content.firstElementChild.cloneNode(true);
    this.item.classList.add(kind);
    this.part(".who-says").textContent = who;
    this.message = { role: "assistant", content: "" };
    this.calls = [];
    at("turns").append(this.item);
    this.show();
  }

  part(selector) {
    return this.item.querySelector(selector);
  }

  show() {
    at("log").scrollTop = at("log").scrollHeight;
  }

  add(text) {
    this.part(".text").append(text);
    this.show();
  }

  fail(text) {
    const error = document.createElement("p");
    error.className = "alert bad";
    error.setAttribute("role", "alert");
    error.textContent = text;
    this.part(".text").append(error);
    this.failed = true;
    this.show();
  }

  headers(response) {
    const headers = Array.from(response.headers).filter(([name]) => !OF_THE_PAGE.test(name));
    this.part("tbody").replaceChildren(...headers.map(([name, value]) => {
      const row = document.createElement("tr");
      const key = document.createElement("th");
      const cell = document.createElement("td");
      key.scope = "row";
      key.textContent = name;
      cell.textContent = value;
      row.append(key, cell);
      return row;
    }));
    this.part(".headers").hidden = false;
    this.id = response.headers.get("x-request-id");
  }

  /** Takes a whole message, or a piece of a streamed one. */
  take(message) {
    if (message.content) {
      this.message.content += message.content;
      this.add(message.content);
    }
    for (const call of message.tool_calls || []) {
      const place = call.index === undefined ? this.calls.length : call.index;
      const known = this.calls[place] || (this.calls[place] = { id: "", type: "function", function: { name: "", arguments: "" } });
      known.id = call.id || known.id;
      known.function.name += (call.function && call.function.name) || "";
      known.function.arguments += (call.function && call.function.arguments) || "";
      if (call.function && call.function.name) {
        this.add("\n→ " + call.function.name + " ");
      }
      this.add((call.function && call.function.arguments) || "");
    }
  }

  figure(text) {
    const figures = this.part(".figures");
    figures.append(figures.childNodes.length ? " · " : "", text);
    this.show();
  }

  used(usage) {
    const details = usage.prompt_tokens_details || {};
    this.figure(usage.prompt_tokens + " tokens in" + (details.cached_tokens ? " (" + details.cached_tokens + " cached)" : "") + ", "
      + usage.completion_tokens + " out");
  }

  link() {
    const link = document.createElement("a");
    link.href = "/ui/requests/" + encodeURIComponent(this.id);
    link.textContent = "This request's metadata";
    this.figure(link);
  }

  /** Asks for a box for the result of each tool that the model called. */
  results() {
    pending = this.calls.filter(Boolean).map((call) => {
      const label = document.createElement("label");
      const name = document.createElement("span");
      const area = document.createElement("textarea");
      name.textContent = "Result of " + call.function.name;
      area.rows = 2;
      label.append(name, " ", area);
      this.part(".results").append(label);
      return [call.id, area];
    });
    this.show();
  }
}

// One event of the stream.
function event(data, turn) {
  if (data === "[DONE]") {
    return;
  }
  const chunk = JSON.parse(data);
  if (chunk.error) {
    turn.fail(chunk.error.message);
    return;
  }
  for (const choice of chunk.choices || []) {
    turn.take(choice.delta || {});
  }
  turn.usage = chunk.usage || turn.usage;
}

async function stream(response, turn) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    const lines = (rest + part.value).split("\n");
    rest = lines.pop();
    for (const line of lines) {
      if (line.startsWith("data:")) {
        event(line.slice(5).trim(), turn);
      }
    }
  }
}

const wait = (millis) => new Promise((done) => { setTimeout(done, millis); });

/** Says what the request cost, which is known a moment after the answer. */
async function cost(turn) {
  for (let attempt = 0; attempt < 12; attempt++) {
    const response = await fetch("/ui/playground/requests/" + encodeURIComponent(turn.id));
    if (response.status === 200) {
      turn.figure((await response.json()).cost);
      return;
    }
    await wait(300 + 200 * attempt);
  }
}

async function send(request, turn, signal) {
  const began = performance.now();
  const response = await fetch("/ui/playground/chat", { method: "POST", signal, body: JSON.stringify(request), headers: {
    "Content-Type": "application/json", "X-CSRF-Token": ask.dataset.csrf, "X-Orqen-Playground-Key": ask.elements.key.value } });
  turn.headers(response);
  if (response.ok && (response.headers.get("content-type") || "").startsWith("text/event-stream")) {
    await stream(response, turn);
  } else {
    const answer = await response.json();
    if (answer.error && answer.error.code === "session_ended") {
      location.assign("/ui/sign-in?next=/ui/playground");
      return;
    }
    if (answer.error) {
      turn.fail(answer.error.message);
    } else {
      answer.choices.forEach((choice) => turn.take(choice.message));
      turn.usage = answer.usage;
    }
  }
  const millis = Math.round(performance.now() - began);
  turn.figure(millis + " ms");
  if (turn.usage) {
    turn.used(turn.usage);
  }
  at("state").textContent = (turn.failed ? "Failed" : "Done") + ": status " + response.status + ", " + millis + " ms";
}

/** Keeps what was said. A turn that failed is not part of the conversation, and its message can be sent again. */
function keep(words, turn) {
  if (turn.failed) {
    return;
  }
  const answer = turn.message;
  const calls = turn.calls.filter(Boolean);
  if (calls.length) {
    answer.tool_calls = calls;
    answer.content = answer.content || null;
  }
  history = history.concat(words, answer);
  ask.elements.message.value = "";
  pending = [];
  turn.results();
}

function busy(controller) {
  running = controller;
  at("send").disabled = Boolean(controller);
  at("stop").disabled = !controller;
  at("fresh").disabled = Boolean(controller) || !at("turns").childElementCount;
}

ask.addEventListener("submit", async (submit) => {
  submit.preventDefault();
  if (running) {
    return;
  }
  refuse("");
  let request;
  try {
    request = body();
  } catch (e) {
    refuse(e.message);
    return;
  }
  const words = added();
  words.forEach((one) => new Turn(one.role === "tool" ? "Result of a tool" : "You", "mine").add(one.content));
  const turn = new Turn(request.model, "theirs");
  at("state").textContent = "Waiting for the answer …";
  busy(new AbortController());
  try {
    await send(request, turn, running.signal);
    keep(words, turn);
  } catch (e) {
    if (e.name === "AbortError") {
      at("state").textContent = "Stopped.";
      if (turn.message.content) {
        turn.calls = [];
        keep(words, turn);
      }
    } else {
      at("state").textContent = "Failed.";
      turn.fail(e.message);
    }
  } finally {
    busy(null);
    code();
  }
  if (turn.id) {
    turn.link();
    cost(turn).catch(() => {});
  }
});

at("stop").addEventListener("click", () => running && running.abort());

at("fresh").addEventListener("click", () => {
  history = [];
  pending = [];
  at("turns").replaceChildren();
  at("state").textContent = "A new conversation.";
  busy(null);
  code();
  ask.elements.message.focus();
});

/** Writes the next turn as code. */
function code() {
  if (!at("code").open) {
    return;
  }
  try {
    at("snippet").textContent = SNIPPETS[ask.elements.language.value](location.origin, body());
  } catch (e) {
    at("snippet").textContent = e.message;
  }
}

at("code").addEventListener("toggle", code);
document.addEventListener("input", code);
