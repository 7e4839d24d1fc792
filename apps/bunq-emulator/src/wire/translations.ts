/** The bank's sentences in Dutch; `$1` stands for what the sentence is about. What is not here stays English. */
const dutch: readonly (readonly [RegExp, string])[] = [
  [/^Insufficient authentication\.$/, 'Onvoldoende authenticatie.'],
  [/^Insufficient authorisation\.$/, 'Onvoldoende autorisatie.'],
  [
    /^User credentials are incorrect\. Incorrect API key or IP address\.$/,
    'Gebruikersgegevens zijn onjuist. Onjuiste API-sleutel of IP-adres.',
  ],
  [/^The request signature is invalid\.$/, 'De handtekening van het verzoek is ongeldig.'],
  [/^Route not found\.$/, 'Route niet gevonden.'],
  [/^Method not allowed\.$/, 'Methode niet toegestaan.'],
  [/^An internal error occurred\.$/, 'Er is een interne fout opgetreden.'],
  [/^Missing field "(.+)"\.$/, 'Veld "$1" ontbreekt.'],
  [/^Superfluous field "(.+)"\.$/, 'Overbodig veld "$1".'],
  [/^Invalid type for field "(.+)" \(expected (.+)\)\.$/, 'Ongeldig type voor veld "$1" ($2 verwacht).'],
  [/^Invalid value for field "(.+)"\.$/, 'Ongeldige waarde voor veld "$1".'],
  [/^The (.+) could not be found\.$/, 'Niet gevonden: $1.'],
  [
    /^Too many requests\. You can do a maximum of (\S+) calls per (\S+) second to this endpoint\.$/,
    'Te veel verzoeken. Je kunt maximaal $1 verzoeken per $2 seconden doen naar dit endpoint.',
  ],
  [
    /^For this operation a request signature is required\. Check the urls for more information\.$/,
    'Voor deze handeling is een handtekening nodig. Kijk bij de urls voor meer informatie.',
  ],
  [/^The account has insufficient funds for this payment\.$/, 'Het saldo is onvoldoende voor deze betaling.'],
  [/^The amount must be more than 0\.00\.$/, 'Het bedrag moet hoger zijn dan 0,00.'],
  [/^The IBAN "(.+)" is not valid\.$/, 'De IBAN "$1" is niet geldig.'],
  [/^This request is (\w+) and can no longer change\.$/, 'Dit verzoek is $1 en kan niet meer worden gewijzigd.'],
  [
    /^This draft payment is (\w+) and can no longer change\.$/,
    'Deze betaling is $1 en kan niet meer worden gewijzigd.',
  ],
];

/** @param language as in `X-Bunq-Language`; anything but `nl_NL` is English */
export function translate(text: string, language: string | undefined): string {
  if (language !== 'nl_NL') return text;
  const known = dutch.find(([pattern]) => pattern.test(text));
  return known === undefined ? text : text.replace(known[0], known[1]);
}
