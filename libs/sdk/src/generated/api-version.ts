// Written by `npm run sdk:generate` from the API itself. Changes are lost.

/** The version of the API whose types these are. */
export const apiVersion = '2026-11-21';
