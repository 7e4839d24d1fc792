import { translate } from './translations.js';

export type Json = { [key: string]: unknown };

export interface Answer {
  Response: Json[];
  Pagination?: Json;
}

/** A file instead of JSON. */
export interface FileAnswer {
  contentType: string;
  bytes: Buffer;
}

/** Every success is an array of one-key objects, even when there is only one. */
export function answer(...elements: Json[]): Answer {
  return { Response: elements };
}

export function idAnswer(id: number): Answer {
  return answer({ Id: { id } });
}

export function uuidAnswer(uuid: string): Answer {
  return answer({ Uuid: { uuid } });
}

export function listAnswer(elements: Json[], pagination: Json): Answer {
  return { Response: elements, Pagination: pagination };
}

/** @param language of the reader, as in `X-Bunq-Language` */
export function errorAnswer(description: string, more: Json = {}, language?: string): Json {
  const translated = translate(description, language);
  return { Error: [{ error_description: description, error_description_translated: translated, ...more }] };
}
