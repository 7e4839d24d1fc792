import { z } from 'zod';

const bytes = z
  .string()
  .max(20_000)
  .regex(/^[A-Za-z0-9_-]+$/);
const common = {
  id: bytes.max(1_400),
  rawId: bytes.max(1_400),
  type: z.literal('public-key'),
  clientExtensionResults: z.object({}).default({}),
};

/** What a browser answers when it has made a passkey; what it says beyond this is dropped. */
export const newPasskeyAnswerSchema = z.object({
  ...common,
  response: z.object({
    clientDataJSON: bytes,
    attestationObject: bytes,
    transports: z
      .array(z.string().regex(/^[a-z-]{1,20}$/))
      .max(8)
      .default([]),
  }),
});
export type NewPasskeyAnswer = z.output<typeof newPasskeyAnswerSchema>;

/** What a browser answers when a passkey has signed. */
export const signInAnswerSchema = z.object({
  ...common,
  response: z.object({
    clientDataJSON: bytes,
    authenticatorData: bytes,
    signature: bytes,
    userHandle: bytes.max(200).optional(),
  }),
});
export type SignInAnswer = z.output<typeof signInAnswerSchema>;
