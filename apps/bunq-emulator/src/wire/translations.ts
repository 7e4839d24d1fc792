type Translation = readonly [english: RegExp, dutch: string];

/** What cannot be found, in `The … could not be found.` */
const things: Record<string, string> = {
  account: 'rekening',
  attachment: 'bijlage',
  avatar: 'avatar',
  batch: 'batch',
  'callback URL': 'callback-URL',
  card: 'kaart',
  'card transaction': 'kaarttransactie',
  certificate: 'certificaat',
  connection: 'koppeling',
  credential: 'toegangsgegeven',
  device: 'apparaat',
  draft: 'conceptbetaling',
  'draft payment': 'conceptbetaling',
  event: 'gebeurtenis',
  'failed notification': 'mislukte notificatie',
  installation: 'installatie',
  'IP address': 'IP-adres',
  item: 'object',
  'monetary account': 'rekening',
  'OAuth client': 'OAuth-client',
  payment: 'betaling',
  request: 'verzoek',
  schedule: 'planning',
  'schedule instance': 'uitvoering',
  statement: 'afschrift',
  transaction: 'transactie',
  user: 'gebruiker',
};

/** The bank's sentences in Dutch; `$1` stands for what the sentence is about. What is not here stays English. */
const dutch: readonly Translation[] = [
  // Who calls, and how.
  [/^Insufficient authentication\.$/, 'Onvoldoende authenticatie.'],
  [/^Insufficient authorisation\.$/, 'Onvoldoende autorisatie.'],
  [
    /^User credentials are incorrect\. Incorrect API key or IP address\.$/,
    'Gebruikersgegevens zijn onjuist. Onjuiste API-sleutel of IP-adres.',
  ],
  [/^Authentication token already has a user session\.$/, 'Het authenticatietoken heeft al een gebruikerssessie.'],
  [/^The request signature is invalid\.$/, 'De handtekening van het verzoek is ongeldig.'],
  [
    /^For this operation a request signature is required\. Check the urls for more information\.$/,
    'Voor deze handeling is een handtekening nodig. Kijk bij de urls voor meer informatie.',
  ],
  [
    /^The request id was already used: X-Bunq-Client-Request-Id must be unique per device\.$/,
    'Dit verzoek-id is al gebruikt: X-Bunq-Client-Request-Id moet per apparaat uniek zijn.',
  ],
  [
    /^Too many requests\. You can do a maximum of (\S+) calls? per (\S+) seconds? to this endpoint\.$/,
    'Te veel verzoeken. Je kunt maximaal $1 verzoeken per $2 seconden doen naar dit endpoint.',
  ],
  [/^Route not found\.$/, 'Route niet gevonden.'],
  [/^Method not allowed\.$/, 'Methode niet toegestaan.'],
  [/^An internal error occurred\.$/, 'Er is een interne fout opgetreden.'],
  [/^The header "(.+)" is required\.$/, 'De header "$1" is verplicht.'],
  [/^The client public key is not valid\.$/, 'De publieke sleutel van de client is niet geldig.'],
  [
    /^The client public key signature is invalid\.$/,
    'De handtekening over de publieke sleutel van de client is ongeldig.',
  ],
  [/^This device is already registered\.$/, 'Dit apparaat is al geregistreerd.'],
  [/^"(.+)" is not a valid IP address\.$/, '"$1" is geen geldig IP-adres.'],
  [/^The certificate is not valid at this time\.$/, 'Het certificaat is op dit moment niet geldig.'],
  [/^The certificate is not valid\.$/, 'Het certificaat is niet geldig.'],
  [/^The certificate chain is not valid\.$/, 'De certificaatketen is niet geldig.'],
  [
    /^The certificate chain does not lead to the issuer of the certificate\.$/,
    'De certificaatketen leidt niet naar de uitgever van het certificaat.',
  ],
  [/^The certificate has no usable common name\.$/, 'Het certificaat heeft geen bruikbare common name.'],
  [
    /^The certificate names no role: its common name must contain PISP, AISP or CBPII\.$/,
    'Het certificaat noemt geen rol: de common name moet PISP, AISP of CBPII bevatten.',
  ],
  [/^You already have an OAuth client\.$/, 'Je hebt al een OAuth-client.'],
  [/^The callback URL is not valid\.$/, 'De callback-URL is niet geldig.'],
  [/^The redirect URL is not valid\.$/, 'De redirect-URL is niet geldig.'],
  [/^The url_redirect is not valid\.$/, 'De url_redirect is niet geldig.'],
  [/^The response type must be "code"\.$/, 'Het response type moet "code" zijn.'],
  [/^Connection not found$/, 'Koppeling niet gevonden'],
  [/^This connection was already stopped\.$/, 'Deze koppeling is al beëindigd.'],

  // How something is written.
  [/^Missing field "(.+)"\.$/, 'Veld "$1" ontbreekt.'],
  [/^Superfluous field "(.+)"\.$/, 'Overbodig veld "$1".'],
  [/^Invalid type for field "(.+)" \(expected (.+)\)\.$/, 'Ongeldig type voor veld "$1" ($2 verwacht).'],
  [/^Invalid value for field "(.+)"\.$/, 'Ongeldige waarde voor veld "$1".'],
  [/^The request body is not valid JSON\.$/, 'De inhoud van het verzoek is geen geldige JSON.'],
  [/^The request body is not valid\.$/, 'De inhoud van het verzoek is niet geldig.'],
  [/^The request body must be a JSON object\.$/, 'De inhoud van het verzoek moet een JSON-object zijn.'],
  [/^The value of "(.+)" must be a number\.$/, 'De waarde van "$1" moet een getal zijn.'],
  [/^The value of "(.+)" must be between (\d+) and (\d+)\.$/, 'De waarde van "$1" moet tussen $2 en $3 liggen.'],
  [/^The value of "(.+)" must be at least (\d+)\.$/, 'De waarde van "$1" moet minstens $2 zijn.'],
  [/^The value of "(.+)" must be (\w+) or (\w+)\.$/, 'De waarde van "$1" moet $2 of $3 zijn.'],
  [/^The value of "(.+)" must not come before "(.+)"\.$/, 'De waarde van "$1" mag niet voor "$2" liggen.'],
  [/^The value of "(.+)" is not a valid time\.$/, 'De waarde van "$1" is geen geldig tijdstip.'],
  [/^The value of "(.+)" is not a valid date\.$/, 'De waarde van "$1" is geen geldige datum.'],
  [/^Use either "(.+)" or "(.+)", not both\.$/, 'Gebruik "$1" of "$2", niet allebei.'],
  [/^The description can be at most (\S+) characters\.$/, 'De omschrijving mag hoogstens $1 tekens lang zijn.'],
  [/^The IBAN "(.+)" is not valid\.$/, 'De IBAN "$1" is niet geldig.'],
  [/^"(.+)" is not a valid pointer type\.$/, '"$1" is geen geldig type pointer.'],
  [/^"(.+)" is not a valid amount\.$/, '"$1" is geen geldig bedrag.'],
  [/^"(.+)" is not a valid notification category\.$/, '"$1" is geen geldige categorie van notificaties.'],
  [/^The content type "(.+)" is not supported\.$/, 'Het content type "$1" wordt niet ondersteund.'],
  [/^The currency "(.+)" is not supported\.$/, 'De valuta "$1" wordt niet ondersteund.'],

  // Users and accounts.
  [/^No bunq user was found for the alias "(.+)"\.$/, 'Er is geen bunq-gebruiker gevonden met de alias "$1".'],
  [/^Another user already has the alias "(.+)"\.$/, 'Een andere gebruiker heeft de alias "$1" al.'],
  [/^This user cannot have accounts\.$/, 'Deze gebruiker kan geen rekeningen hebben.'],
  [/^This is not one of your accounts\.$/, 'Dit is niet een van je rekeningen.'],
  [/^Choose one of your accounts\.$/, 'Kies een van je rekeningen.'],
  [/^Choose at least one account\.$/, 'Kies minstens één rekening.'],
  [/^This account cannot have co-owners\.$/, 'Deze rekening kan geen mede-eigenaren hebben.'],
  [/^You cannot be your own co-owner\.$/, 'Je kunt niet je eigen mede-eigenaar zijn.'],
  [/^The account is (\w+)\.$/, 'De rekening is $1.'],
  [
    /^An account can only be closed when its balance is 0\.00\.$/,
    'Een rekening kan alleen worden opgeheven als het saldo 0,00 is.',
  ],
  [/^An account is closed with the reason (\w+)\.$/, 'Een rekening wordt opgeheven met de reden $1.'],
  [/^An account is closed with the sub status (\w+)\.$/, 'Een rekening wordt opgeheven met de substatus $1.'],
  [/^Only a closed account can be reopened\.$/, 'Alleen een opgeheven rekening kan worden heropend.'],
  [/^Only the bank can unblock an account\.$/, 'Alleen de bank kan een rekening deblokkeren.'],
  [/^The daily limit can be at most (\S+) EUR\.$/, 'De daglimiet mag hoogstens $1 EUR zijn.'],
  [/^The opening balance must not be negative\.$/, 'Het beginsaldo mag niet negatief zijn.'],

  // Payments.
  [/^The account has insufficient funds for this payment\.$/, 'Het saldo is onvoldoende voor deze betaling.'],
  [/^The amount must be more than 0\.00\.$/, 'Het bedrag moet hoger zijn dan 0,00.'],
  [
    /^A name is required for a counterparty of type IBAN\.$/,
    'Bij een tegenpartij van het type IBAN is een naam nodig.',
  ],
  [/^An account cannot pay itself\.$/, 'Een rekening kan niet aan zichzelf betalen.'],
  [/^An account at another bank cannot pay from here\.$/, 'Een rekening bij een andere bank kan hier niet betalen.'],
  [/^The sender IBAN must be an IBAN of bunq\.$/, 'De IBAN van de betaler moet een IBAN van bunq zijn.'],
  [
    /^The sender of this payment is not an account of this bank\.$/,
    'De betaler van deze betaling heeft geen rekening bij deze bank.',
  ],
  [/^This payment is (\w+) and can no longer change\.$/, 'Deze betaling is $1 en kan niet meer worden gewijzigd.'],
  [
    /^This draft payment is (\w+) and can no longer change\.$/,
    'Deze betaling is $1 en kan niet meer worden gewijzigd.',
  ],
  [
    /^The draft payment was changed since the given previous_updated_timestamp\.$/,
    'De conceptbetaling is gewijzigd sinds de opgegeven previous_updated_timestamp.',
  ],
  [/^The number of required accepts must be 1\.$/, 'Het aantal vereiste goedkeuringen moet 1 zijn.'],
  [/^A draft payment needs at least one entry\.$/, 'Een conceptbetaling heeft minstens één regel nodig.'],
  [/^A draft payment can have at most (\S+) entries\.$/, 'Een conceptbetaling mag hoogstens $1 regels hebben.'],
  [/^A payment is no longer waiting for your answer\.$/, 'Een betaling wacht niet meer op je antwoord.'],
  [/^The time_expiry must be a time in the future\.$/, 'De time_expiry moet in de toekomst liggen.'],
  [/^A batch needs at least one payment\.$/, 'Een batch heeft minstens één betaling nodig.'],
  [
    /^The payments of this batch were made and can no longer be revoked\.$/,
    'De betalingen van deze batch zijn gedaan en kunnen niet meer worden herroepen.',
  ],
  [/^A schedule needs at least one payment\.$/, 'Een planning heeft minstens één betaling nodig.'],
  [/^The end of a schedule must come after its start\.$/, 'Het einde van een planning moet na het begin liggen.'],
  [/^This schedule is (\w+) and can no longer change\.$/, 'Deze planning is $1 en kan niet meer worden gewijzigd.'],
  [/^This run is (\w+) and cannot be tried again\.$/, 'Deze uitvoering is $1 en kan niet opnieuw worden geprobeerd.'],
  [/^Attachments can only be sent to bunq users\.$/, 'Bijlagen kunnen alleen naar bunq-gebruikers worden gestuurd.'],
  [/^The attachment is empty\.$/, 'De bijlage is leeg.'],

  // Requests for money.
  [/^This request is (\w+) and can no longer change\.$/, 'Dit verzoek is $1 en kan niet meer worden gewijzigd.'],
  [/^This request is (\w+) and cannot be refunded\.$/, 'Dit verzoek is $1 en kan niet worden terugbetaald.'],
  [/^A request cannot be set to "(.+)"\.$/, 'Een verzoek kan niet op "$1" worden gezet.'],
  [/^This request has no link to pay by\.$/, 'Dit verzoek heeft geen link om mee te betalen.'],
  [/^Nobody here can pay this request\.$/, 'Niemand hier kan dit verzoek betalen.'],
  [/^Nobody here can be refunded\.$/, 'Niemand hier kan worden terugbetaald.'],
  [/^Nobody asked for a refund of this request\.$/, 'Niemand heeft om terugbetaling van dit verzoek gevraagd.'],
  [
    /^The counterparty is not a bunq user and bunq\.me requests are not allowed\.$/,
    'De tegenpartij is geen bunq-gebruiker en bunq.me-verzoeken zijn niet toegestaan.',
  ],
  [/^The minimum age must be between (\d+) and (\d+)\.$/, 'De minimumleeftijd moet tussen $1 en $2 liggen.'],
  [
    /^You must be at least (\S+) years old to accept this request\.$/,
    'Je moet minstens $1 jaar oud zijn om dit verzoek te accepteren.',
  ],
  [
    /^You cannot request money from the account it is to arrive on\.$/,
    'Je kunt geen geld vragen van de rekening waarop het moet aankomen.',
  ],
  [
    /^The amount responded must equal the amount inquired\.$/,
    'Het beantwoorde bedrag moet gelijk zijn aan het gevraagde bedrag.',
  ],
  [/^A batch needs at least one request\.$/, 'Een batch heeft minstens één verzoek nodig.'],
  [/^No request of this batch is still PENDING\.$/, 'Geen verzoek van deze batch is nog PENDING.'],
  [
    /^The total amount differs from the sum of the requests\.$/,
    'Het totaalbedrag is anders dan de som van de verzoeken.',
  ],

  // Callbacks.
  [/^The notification target must be an HTTPS URL\.$/, 'Het doel van notificaties moet een HTTPS-URL zijn.'],
  [
    /^There can be at most (\d+) URLs for the category "(.+)"\.$/,
    'Er kunnen hoogstens $1 URLs zijn voor de categorie "$2".',
  ],
  [/^At least one failed notification must be named\.$/, 'Er moet minstens één mislukte notificatie worden genoemd.'],
];

const notFound = /^The (.+) could not be found\.$/;

/** @param language as in `X-Bunq-Language`; anything but `nl_NL` is English */
export function translate(text: string, language: string | undefined): string {
  if (language !== 'nl_NL') return text;
  const thing = notFound.exec(text)?.[1];
  if (thing !== undefined) return `Niet gevonden: ${things[thing] ?? thing}.`;
  const known = dutch.find(([english]) => english.test(text));
  return known === undefined ? text : text.replace(known[0], known[1]);
}
