/** What is left of a name: enough to recognise it by, not to learn it. */
export function maskedName(name: string | null): string | null {
  if (name === null) return null;
  const words = name.split(/\s+/u).filter(Boolean);
  return words.map((word) => `${[...word][0] ?? ''}•••`).join(' ');
}

/** Country and the last four; the check digits and the bank would narrow the rest down. */
export function maskedIban(iban: string | null): string | null {
  return iban === null ? null : `${iban.slice(0, 2)}•• •••• ${iban.slice(-4)}`;
}

/** A telephone number or an address: its last three characters. */
export function maskedContact(contact: string | null): string | null {
  return contact === null ? null : `•••${contact.slice(-3)}`;
}
