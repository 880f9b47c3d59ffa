// Vercel's AI SDK with openai(), which speaks the Responses API by default. Arguments: the gateway's base URL, its key, and models.
import { createOpenAI } from '@ai-sdk/openai';
import { stepCountIs, streamText, tool } from 'ai';
import { z } from 'zod';

const [baseURL, apiKey, ...models] = process.argv.slice(2);
const openai = createOpenAI({ baseURL, apiKey });
let failed = false;
for (const model of models) {
  let said = '';
  try {
    const result = streamText({
      model: openai(model),
      prompt: 'How is the weather?',
      stopWhen: stepCountIs(4),
      tools: { weather: tool({ description: 'Tells the weather', inputSchema: z.object({ city: z.string() }), execute: async () => 'sunny' }) },
      onError: ({ error }) => { said += String(error); },
    });
    for await (const text of result.textStream) said += text;
  } catch (e) {
    said += String(e);
  }
  const good = said === 'All done.';
  failed ||= !good;
  console.log(`${'Vercel AI SDK'.padEnd(18)} ${model.padEnd(60)} ${good ? 'ok' : 'FAILED: ' + said.slice(0, 600)}`);
}
process.exit(failed ? 1 : 0);
