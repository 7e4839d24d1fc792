/** What a customer types to be found in their bunq app. @returns undefined where it is neither an e-mail address nor a phone number */
export function contactIn(typed: string): { email: string } | { phone: string } | undefined {
  const text = typed.trim();
  if (/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text) && text.length <= 254) return { email: text };
  const digits = text.replaceAll(/[\s()./-]/g, '');
  if (/^\+\d{8,15}$/.test(digits)) return { phone: digits };
  if (/^00\d{8,15}$/.test(digits)) return { phone: `+${digits.slice(2)}` };
  // As people in the Netherlands write their own.
  return /^0\d{9}$/.test(digits) ? { phone: `+31${digits.slice(1)}` } : undefined;
}
