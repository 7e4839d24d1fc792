/** ISO 7064 mod-97 check over an IBAN without spaces. */
export function isValidIban(iban: string): boolean {
  return /^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(iban) && mod97(iban) === 1n;
}

/** True for a valid Dutch IBAN that names bunq as its bank. */
export function isBunqIban(iban: string): boolean {
  return /^NL\d{2}BUNQ\d{10}$/.test(iban) && isValidIban(iban);
}

/**
 * The first IBAN of bunq, or of another Dutch bank, whose account number is at least `start`. Dutch account numbers must pass the eleven test: the sum of the
 * digits, weighted 10 down to 1, is divisible by 11.
 */
export function nextBunqIban(start: number, bankCode = 'BUNQ'): { iban: string; accountNumber: number } {
  let accountNumber = start;
  while (!passesElevenTest(accountNumber)) accountNumber += 1;
  const bban = `${bankCode}${accountNumber.toString().padStart(10, '0')}`;
  const check = 98n - mod97(`NL00${bban}`);
  return { iban: `NL${check.toString().padStart(2, '0')}${bban}`, accountNumber };
}

function passesElevenTest(accountNumber: number): boolean {
  const digits = accountNumber.toString().padStart(10, '0');
  let sum = 0;
  for (let index = 0; index < 10; index += 1) sum += Number(digits[index]) * (10 - index);
  return sum % 11 === 0;
}

function mod97(iban: string): bigint {
  const rearranged = iban.slice(4) + iban.slice(0, 4);
  const digits = rearranged.replace(/[A-Z]/g, (letter) => (letter.charCodeAt(0) - 55).toString());
  return BigInt(digits) % 97n;
}
