import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import { ApiError, SluisError } from '@sluis/sdk';

/** What would let its reader act as the partner, whatever text it got into. */
const secrets = /\b(sk_(test|live)_[\w-]+|wh(sec|sk)_[\w+/=-]+)/g;

/** Members that are a way to act, not something to know: whoever has a payer's link stands where the payer stands. */
const capabilities = new Set(['authorisation_url', 'secret']);

export function answer(value: unknown): CallToolResult {
  const text = JSON.stringify(value, (name, part: unknown) => (capabilities.has(name) ? undefined : part), 1);
  return { content: [{ type: 'text', text: withoutSecrets(text) }] };
}

/** For people, word for word: what a draft is, and where it is confirmed. */
export function sentence(text: string): CallToolResult {
  return { content: [{ type: 'text', text: withoutSecrets(text) }] };
}

/** Runs a tool; what the platform refuses is an answer too, with its code. */
export async function answering(work: () => Promise<CallToolResult>): Promise<CallToolResult> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof SluisError)) throw error;
    const told =
      error instanceof ApiError
        ? {
            code: error.code,
            detail: error.detail,
            status: error.status,
            fields: error.fields,
            request_id: error.requestId,
          }
        : { code: error.name, detail: error.message };
    return { ...answer(told), isError: true };
  }
}

function withoutSecrets(text: string): string {
  return text.replaceAll(secrets, '[secret]');
}
