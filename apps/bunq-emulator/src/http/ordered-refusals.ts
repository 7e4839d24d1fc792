import type { FastifyRequest } from 'fastify';
import type { Refusal } from '../bank/refusal.js';

/** Requests that the bank is to refuse of itself, by the accident that befalls them. */
export const orderedRefusals = new WeakMap<FastifyRequest, Refusal>();
