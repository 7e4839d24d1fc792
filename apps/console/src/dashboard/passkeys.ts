import {
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  startAuthentication,
  startRegistration,
} from '@simplewebauthn/browser';
import { z } from 'zod';
import { ApiError, change, post } from '../api.js';

// The options are the server's own, and the browser checks every part of them.
const isObject = (value: unknown) => typeof value === 'object' && value !== null;
const creationSchema = z.custom<PublicKeyCredentialCreationOptionsJSON>(isObject);
const requestSchema = z.custom<PublicKeyCredentialRequestOptionsJSON>(isObject);

export async function signIn(): Promise<void> {
  const optionsJSON = await post('/sign-in/begin', {}, requestSchema);
  const answer = await inWords(() => startAuthentication({ optionsJSON }));
  await change('/sign-in/complete', { answer });
}

export async function acceptInvitation(token: string): Promise<void> {
  const optionsJSON = await post('/invitations/begin', { token }, creationSchema);
  const answer = await inWords(() => startRegistration({ optionsJSON }));
  await change('/invitations/accept', { token, passkey_name: thisDevice(), answer });
}

export async function addPasskey(name: string): Promise<void> {
  const optionsJSON = await post('/passkeys/begin', {}, creationSchema);
  const answer = await inWords(() => startRegistration({ optionsJSON }));
  await change('/passkeys', { name, answer });
}

/** What browsers say about passkeys is for developers. */
async function inWords<T>(ceremony: () => Promise<T>): Promise<T> {
  try {
    return await ceremony();
  } catch (error) {
    const name = error instanceof Error ? error.name : '';
    const words: Record<string, string> = {
      NotAllowedError: 'No passkey was used: it was cancelled, took too long, or there is none for this place.',
      InvalidStateError: 'This device has a passkey of yours already.',
      SecurityError: 'This browser does not allow passkeys here.',
    };
    throw new ApiError(0, words[name] ?? 'This browser could not use a passkey.', undefined);
  }
}

/** A first name for a passkey; enough to tell it from others. */
function thisDevice(): string {
  const agent = navigator.userAgent;
  const systems = ['Windows', 'iPhone', 'iPad', 'Android', 'Mac', 'Linux'];
  return systems.find((system) => agent.includes(system)) ?? 'First passkey';
}
