// Writes a request of the playground as code to paste.
"use strict";

const SNIPPETS = (() => {
  // A value as Python has it. JSON has other words for true, false and null.
  function python(value, indent) {
    const deeper = indent + "    ";
    if (Array.isArray(value)) {
      return value.length === 0 ? "[]" : "[\n" + value.map((one) => deeper + python(one, deeper) + ",\n").join("") + indent + "]";
    }
    if (value !== null && typeof value === "object") {
      const fields = Object.entries(value).map(([name, one]) => deeper + JSON.stringify(name) + ": " + python(one, deeper) + ",\n");
      return fields.length === 0 ? "{}" : "{\n" + fields.join("") + indent + "}";
    }
    return value === null ? "None" : typeof value === "boolean" ? (value ? "True" : "False") : JSON.stringify(value);
  }

  function fields(request, write) {
    return Object.entries(request).map(([name, value]) => write(name, value)).join("");
  }

  return {
    curl: (url, request) => "curl " + url + "/v1/chat/completions \\\n"
      + "  -H \"Authorization: Bearer $ORQEN_KEY\" -H 'Content-Type: application/json' \\\n"
      + "  -d '" + JSON.stringify(request, null, 2).replaceAll("'", "'\\''") + "'",
    python: (url, request) => "import os\nfrom openai import OpenAI\n\n"
      + "client = OpenAI(base_url=\"" + url + "/v1\", api_key=os.environ[\"ORQEN_KEY\"])\n"
      + "answer = client.chat.completions.create(\n"
      + fields(request, (name, value) => "    " + name + "=" + python(value, "    ") + ",\n") + ")\n"
      + (request.stream
        ? "for chunk in answer:\n    for choice in chunk.choices:\n        print(choice.delta.content or \"\", end=\"\")"
        : "print(answer.choices[0].message.content)"),
    typescript: (url, request) => "import OpenAI from \"openai\";\n\n"
      + "const client = new OpenAI({ baseURL: \"" + url + "/v1\", apiKey: process.env.ORQEN_KEY });\n"
      + "const answer = await client.chat.completions.create(" + JSON.stringify(request, null, 2) + ");\n"
      + (request.stream
        ? "for await (const chunk of answer) {\n  process.stdout.write(chunk.choices[0]?.delta?.content ?? \"\");\n}"
        : "console.log(answer.choices[0].message.content);"),
  };
})();
