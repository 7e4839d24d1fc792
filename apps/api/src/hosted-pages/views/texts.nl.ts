import type { Texts } from './texts.model.js';
import { closing } from './visible-text.js';

export const dutchTexts: Texts = {
  languageName: 'Nederlands',
  skipToContent: 'Naar de inhoud',
  testMode: 'Testmodus: hier gaat geen echt geld om.',
  errorTitle: (title) => `Fout: ${title}`,
  backTo: (partner, host) => (host === null ? `Terug naar de app van ${partner}` : `Terug naar ${partner} (${host})`),
  back: (host) => (host === null ? 'Terug' : `Terug naar ${host}`),
  checkAgain: 'Opnieuw kijken',
  statusChanged: 'Er is nieuws. De pagina wordt ververst.',
  stillWaiting: 'Nog aan het wachten op bunq. Je kunt deze pagina open laten staan.',
  reference: 'Ons kenmerk',
  arrangedBy: (tpp, registerNumber) =>
    `${tpp} is een betaaldienstverlener met vergunning, registernummer ${registerNumber}.`,
  loginStaysPrivate: 'Inloggen doe je alleen bij bunq. Niemand anders krijgt je inloggegevens te zien.',

  payment: {
    amountLabel: {
      ask_debtor: 'Je betaalt',
      remembered: 'Je betaalt',
      push: 'Je betaalt',
      ask_request: 'Je betaalt',
      ready: 'Je betaalt',
      preparing: 'Je betaalt',
      at_bank: 'Je betaalt',
      confirm_in_app: 'Je betaalt',
      answer_request: 'Je betaalt',
      ending: 'Wordt gestopt',
      authorised: 'Je betaalt',
      executed: 'Je hebt betaald',
      rejected: 'Niet betaald',
      cancelled: 'Niet betaald',
      superseded: 'Niet betaald',
      expired: 'Niet betaald',
      failed: 'Niet betaald',
      in_review: 'Wordt nagekeken',
    },
    to: 'aan',
    payeeCheck: {
      match: 'De naam hoort bij deze rekening.',
      close_match: 'De naam lijkt op die van deze rekening. Kijk of hij klopt.',
      no_match: 'Deze rekening staat op een andere naam. Betaal alleen als je zeker weet dat het klopt.',
      not_possible: 'De naam bij deze rekening kon niet worden gecontroleerd.',
    },
    description: 'Omschrijving',
    from: 'Van je rekening',
    endingIn: 'eindigend op',
    requestedBy: 'Gevraagd door',
    partnerReference: (partner) => `Kenmerk van ${partner}`,
    details: 'Gegevens van de betaling',
    progress: 'Voortgang',
    steps: { check: 'Controle', approve: 'Akkoord in bunq', done: 'Betaling' },
    stepDone: 'klaar',
    stage: {
      ask_debtor: () => ({
        title: 'Van welke rekening betaal je?',
        body: 'Er wordt pas betaald als je akkoord geeft in de bunq-app.',
      }),
      remembered: () => ({
        title: 'Van deze rekening betalen?',
        body: 'Je hebt deze browser gevraagd hem te onthouden. Er wordt pas betaald als je akkoord geeft in de bunq-app.',
      }),
      push: ({ partner }) => ({
        title: 'Bevestigen in je bunq-app?',
        body: `Je hebt ${partner} in deze browser toestemming gegeven. bunq stuurt een melding naar je telefoon; er wordt pas betaald als je daar bevestigt.`,
      }),
      ask_request: ({ partner }) => ({
        title: 'Een betaalverzoek krijgen',
        body: `${partner} stuurt een betaalverzoek naar je bunq-app, en daar antwoord je erop. Daarna kan deze betaling niet meer op een andere manier.`,
      }),
      ready: () => ({
        title: 'Klopt dit?',
        body: 'Controleer het bedrag en aan wie je betaalt. Er wordt pas betaald als je akkoord geeft in de bunq-app.',
      }),
      preparing: () => ({
        title: 'We zetten je betaling klaar bij bunq',
        body: 'Dit duurt een paar seconden, de pagina gaat vanzelf verder. Er is nog niets betaald.',
      }),
      at_bank: () => ({
        title: 'Geef akkoord in bunq',
        body: 'Open bunq, controleer de betaling en geef akkoord. Deze pagina laat het zien zodra dat gelukt is.',
      }),
      confirm_in_app: () => ({
        title: 'Bevestig in je bunq-app',
        body: 'bunq heeft een melding naar je telefoon gestuurd. Open die, controleer het bedrag en bevestig. Deze pagina laat het zien zodra dat gelukt is.',
      }),
      answer_request: () => ({
        title: 'Beantwoord het verzoek in je bunq-app',
        body: 'In je bunq-app staat een betaalverzoek klaar. Open het, controleer het bedrag en betaal. Deze pagina laat het zien zodra dat is gebeurd.',
      }),
      ending: () => ({
        title: 'Deze betaling wordt gestopt',
        body: 'We vragen bunq om haar in te trekken. Had je al akkoord gegeven, dan kan ze nog doorgaan. Deze pagina laat zo zien wat het is geworden.',
      }),
      authorised: () => ({
        title: 'Akkoord gegeven',
        body: 'bunq voert de betaling nu uit. Je hoeft niets meer te doen.',
      }),
      executed: ({ partner }) => ({
        title: 'Betaald',
        body: `Je betaling is gelukt. Je kunt terug naar ${closing(partner)}`,
      }),
      rejected: ({ partner }) => ({
        title: 'Je hebt deze betaling geweigerd',
        body: `Er is niets betaald. Toch betalen? Begin opnieuw bij ${closing(partner)}`,
      }),
      cancelled: ({ partner }) => ({
        title: `${partner} heeft deze betaling ingetrokken`,
        body: `Er is niets betaald en deze pagina werkt niet meer. Vraag het na bij ${partner} als je dit niet verwachtte.`,
      }),
      superseded: () => ({
        title: 'De betaallink is opnieuw geopend',
        body: 'Er kan één keer mee worden betaald, en iemand ging ermee verder nadat jij deze pagina had geopend: iemand anders die de link heeft, of jijzelf in een andere browser of met een ander bedrag. Op deze pagina is niets betaald. Wil je toch betalen, begin dan opnieuw.',
      }),
      expired: ({ partner }) => ({
        title: 'De tijd voor deze betaling is voorbij',
        body: `Er is niets betaald. Wil je nog betalen? Begin opnieuw bij ${closing(partner)}`,
      }),
      in_review: ({ partner }) => ({
        title: 'Je hoeft niet opnieuw te betalen',
        body: `We gaan bij bunq na wat er met deze betaling is gebeurd. ${partner} hoort de uitkomst van ons, en jij ziet die op deze pagina.`,
      }),
    },
    executedHere: { title: 'Betaald', body: 'Je betaling is gelukt. Je kunt deze pagina sluiten.' },
    failure: {
      bank_refused: ({ partner }) => ({
        title: 'bunq heeft deze betaling niet aangenomen',
        body: `Er is niets betaald. Kijk in je bunq-app waarom, of kies bij ${partner} een andere manier om te betalen.`,
      }),
      bank_unavailable: ({ partner }) => ({
        title: 'bunq is nu niet bereikbaar',
        body: `Er is niets betaald. Probeer het later opnieuw bij ${partner}, of kies daar een andere manier om te betalen.`,
      }),
      other: ({ partner }) => ({
        title: 'De betaling is niet gelukt',
        body: `Er is niets betaald. Probeer het opnieuw bij ${partner}, of kies daar een andere manier om te betalen.`,
      }),
    },
    otherBrowser: ({ partner }) =>
      `Je bent deze betaling in een andere browser begonnen. Je kunt haar hier volgen; ga terug naar die browser om verder te gaan bij ${closing(partner)}`,
    continue: 'Verder',
    continueToBank: 'Verder naar bunq',
    sendPush: 'Stuur naar mijn bunq-app',
    payFrom: 'Van je rekening eindigend op',
    useOther: 'Andere rekening gebruiken',
    otherWay: 'Anders betalen',
    getRequest: 'Liever een betaalverzoek in je bunq-app',
    sendRequest: 'Stuur mij een betaalverzoek',
    ordinaryWay: 'Toch betalen op de pagina van bunq',
    address: 'E-mailadres, telefoonnummer of IBAN',
    addressHint: 'Waarmee bunq je kent',
    addressErrors: {
      missing: 'Vul een e-mailadres, een telefoonnummer of een IBAN in.',
      malformed: 'Dit is geen volledig e-mailadres, telefoonnummer of IBAN van bunq. Kijk na wat je typte.',
      not_possible: 'Voor deze betaling kan nu geen betaalverzoek worden gestuurd. Betaal op de pagina van bunq.',
      own_account: 'Dit is de rekening waarnaar wordt betaald. Vul een andere in.',
    },
    remember: 'Mijn rekening onthouden in deze browser',
    rememberHint: 'Een half jaar, alleen in deze browser. Bij je volgende betaling kun je het ongedaan maken.',
    forget: 'Deze rekening vergeten',
    again: 'Opnieuw beginnen',
    openBank: 'Open bunq',
    decline: 'Niet betalen',
    scanTitle: 'Of ga verder op je telefoon',
    scanBody: 'Scan deze code met de camera van je telefoon.',
    scanLabel: 'QR-code die deze betaling op je telefoon opent',
    iban: 'IBAN van je bunq-rekening',
    ibanHint: 'Bijvoorbeeld NL12 BUNQ 0123 4567 89',
    ibanErrors: {
      missing: 'Vul de IBAN in van de rekening waarvan je betaalt.',
      malformed: 'Dit is geen volledige IBAN. Controleer de letters en cijfers.',
      not_bunq: 'Dit is geen rekening bij bunq. Hier kun je alleen van een bunq-rekening betalen.',
    },
    name: 'Naam van de rekeninghouder',
    nameHint: 'Mag je leeg laten',
    nameErrors: { too_long: 'Deze naam is te lang. Maak hem korter.' },
  },

  link: {
    label: {
      open: 'Je betaalt',
      busy: 'Wordt betaald',
      paid: 'Betaald',
      deactivated: 'Niet te betalen',
      expired: 'Niet te betalen',
      not_possible: 'Niet betaald',
    },
    stage: {
      open: ({ partner }) => ({
        title: 'Betalen met bunq',
        body: `${partner} vraagt om deze betaling. Er wordt pas betaald als je akkoord geeft in de bunq-app.`,
      }),
      busy: ({ partner }) => ({
        title: 'Dit wordt op dit moment betaald',
        body: `Iemand is met deze link naar bunq gegaan, en hij kan één keer worden betaald. Kijk later nog eens, of vraag het ${closing(partner)}`,
      }),
      paid: ({ partner }) => ({
        title: 'Dit is betaald',
        body: `Deze link kan één keer worden betaald, en dat is gebeurd. ${partner} weet het.`,
      }),
      deactivated: ({ partner }) => ({
        title: 'Deze link is niet meer in gebruik',
        body: `${partner} heeft hem gestopt. Wil je nog betalen, vraag het dan ${closing(partner)}`,
      }),
      expired: ({ partner }) => ({
        title: 'De tijd voor deze link is om',
        body: `Wil je nog betalen, vraag ${partner} dan om een nieuwe.`,
      }),
      not_possible: ({ partner }) => ({
        title: 'Je kunt nu niet betalen met deze link',
        body: `Er is niets betaald, en je hebt niets verkeerd gedaan. Probeer het later opnieuw, of vraag ${partner} hoe je anders kunt betalen.`,
      }),
    },
    until: 'Te betalen tot',
    amount: 'Hoeveel betaal je?',
    between: (minimum, maximum) => `${minimum} tot ${maximum}`,
    amountErrors: {
      missing: () => 'Vul in hoeveel je wilt betalen.',
      malformed: () => 'Vul een bedrag in euro’s in, bijvoorbeeld 12,50.',
      too_low: (minimum) => `Je kunt ${minimum} of meer betalen.`,
      too_high: (_minimum, maximum) => `Je kunt ${maximum} of minder betalen.`,
    },
    begun: 'Je bent in deze browser al met deze betaling begonnen.',
    goOn: 'Verder met die betaling',
  },

  consent: {
    heading: {
      payment_initiation: ({ partner }) => `${partner} wil betalingen klaarzetten vanaf je bunq-rekening`,
      account_information: ({ partner }) => `${partner} wil je bunq-rekeningen inzien`,
      funds_confirmation: ({ partner }) => `${partner} wil weten of er genoeg geld op je bunq-rekening staat`,
    },
    askedThrough: (tpp, registerNumber) => `Via ${tpp}, registernummer ${registerNumber}`,
    permissions: {
      initiate_payments: ({ partner }) => ({
        title: 'Betalingen klaarzetten',
        body: `${partner} mag betalingen klaarzetten vanaf de rekening die je kiest. Elke betaling bevestig je zelf in de bunq-app.`,
      }),
      read_account_list: ({ partner }) => ({
        title: 'Zien welke rekeningen je kiest',
        body: `${partner} ziet de naam en de IBAN van de rekeningen die je bij bunq kiest, en van geen andere.`,
      }),
      read_balances: ({ partner }) => ({
        title: 'Saldo’s zien',
        body: `${partner} ziet hoeveel geld er op de rekeningen staat die je kiest.`,
      }),
      read_transactions: ({ partner }) => ({
        title: 'Bij- en afschrijvingen zien',
        body: `${partner} ziet wat er bij en af gaat op de rekeningen die je kiest: bedragen, datums, namen en omschrijvingen.`,
      }),
      read_transactions_history: ({ partner }) => ({
        title: 'Ook oudere bij- en afschrijvingen zien',
        body: `${partner} ziet eenmalig, direct nadat je akkoord geeft, ook wat er langer dan 90 dagen geleden bij en af ging.`,
      }),
      read_card_transactions: ({ partner }) => ({
        title: 'Betalingen met je pas zien',
        body: `${partner} ziet pasbetalingen van de rekeningen die je kiest: bedragen, datums, namen, omschrijvingen, en of het een aankoop, geldopname of terugbetaling was.`,
      }),
      confirm_funds: ({ partner }) => ({
        title: 'Vragen of er genoeg geld is',
        body: `${partner} krijgt als antwoord ja of nee, en ziet nooit je saldo.`,
      }),
    },
    unknownPermission: (code, { partner }) => ({
      title: code,
      body: `We kunnen deze toestemming hier niet uitleggen. Vraag ${partner} waar die voor is voordat je akkoord geeft.`,
    }),
    notAllowed: {
      payment_initiation: ({ partner }) => `${partner} kan niet betalen zonder jouw bevestiging en ziet je saldo niet.`,
      account_information: ({ partner }) => `${partner} kan niets betalen of veranderen.`,
      funds_confirmation: ({ partner }) => `${partner} kan niets betalen en ziet geen saldo of bij- en afschrijvingen.`,
    },
    why: 'Waarom:',
    howOftenLabel: 'Hoe vaak',
    howOften: {
      payment_initiation: ({ partner }) =>
        `Alleen als je bij ${partner} een betaling begint. Elke betaling bevestig je zelf.`,
      account_information: ({ partner }) =>
        `Als je ${partner} gebruikt, en daarbuiten hooguit vier keer per dag per rekening.`,
      funds_confirmation: ({ partner }) => `Als ${partner} wil weten of een betaling kan doorgaan.`,
    },
    validUntil: 'Tot',
    howToStop: 'Hoe je stopt',
    stop: ({ partner, tpp }) => `Je kunt dit altijd stoppen: bij ${partner}, bij ${tpp} of in je bunq-app.`,
    seePermissions: 'Al je toestemmingen bekijken en stoppen',
    renewal: {
      heading: {
        payment_initiation: ({ partner }) => `${partner} wil betalingen blijven klaarzetten vanaf je bunq-rekening`,
        account_information: ({ partner }) => `${partner} wil je bunq-rekeningen blijven inzien`,
        funds_confirmation: ({ partner }) => `${partner} wil blijven weten of er genoeg geld op je bunq-rekening staat`,
      },
      note: (until) => `Je gaf deze toestemming eerder. Zonder nieuw akkoord eindigt ze op ${until}.`,
      stage: {
        authorised: ({ partner }) => ({
          title: 'Toestemming verlengd',
          body: `Het is geregeld. Je kunt terug naar ${closing(partner)}`,
        }),
        rejected: (_names, until) => ({
          title: 'Je hebt de toestemming niet verlengd',
          body: `De toestemming die je eerder gaf eindigt op ${until}. Je kunt haar ook eerder stoppen.`,
        }),
        expired: ({ partner }) => ({
          title: 'Dit verzoek is niet meer geldig',
          body: `Er is niets veranderd. Wil je de toestemming nog verlengen? Begin opnieuw bij ${closing(partner)}`,
        }),
        failed: (_names, until) => ({
          title: 'De toestemming kon niet worden verlengd',
          body: `Er is niets veranderd: de toestemming die je eerder gaf eindigt op ${until}.`,
        }),
      },
      anotherPayer: ({ partner }) => ({
        title: 'Bij bunq gaf iemand anders akkoord',
        body: `Verlengen kan alleen wie de toestemming gaf. Er is niets veranderd. Begin opnieuw bij ${closing(partner)}`,
      }),
    },
    limits: {
      perPayment: 'Per betaling',
      perDay: 'Per dag',
      perMonth: 'Per maand',
      onlyTo: 'Alleen aan',
      atMost: (amount) => `hooguit ${amount}`,
    },
    psuReference: (partner) => `Jouw kenmerk bij ${partner}`,
    details: 'Gegevens',
    accounts: 'Voor deze rekeningen',
    askedAccount: 'Kies bij bunq deze rekening',
    stage: {
      ready: () => ({
        title: 'Wat je toestaat',
        body: 'Bij bunq kies je de rekeningen en bevestig je. Daarvoor wordt er niets gedeeld.',
      }),
      completing: () => ({
        title: 'We regelen het met bunq',
        body: 'Dit duurt een paar seconden. Deze pagina gaat vanzelf verder.',
      }),
      authorised: ({ partner }) => ({
        title: 'Toestemming gegeven',
        body: `Het is geregeld. Je kunt terug naar ${closing(partner)}`,
      }),
      given_elsewhere: ({ partner }) => ({
        title: 'Iemand anders gaf deze toestemming',
        body: `Dat gebeurde in een andere browser, en het kan maar één keer. Wat je in deze browser bevestigde, wordt niet gebruikt. Wil je zelf toestemming geven? Vraag ${partner} dan om een nieuwe link.`,
      }),
      rejected: ({ partner }) => ({
        title: 'Je hebt geen toestemming gegeven',
        body: `Er is niets gedeeld met ${closing(partner)} Toch toestaan? Begin daar opnieuw.`,
      }),
      expired: ({ partner }) => ({
        title: 'Dit verzoek is niet meer geldig',
        body: `${partner} heeft hiermee geen toegang. Wil je nog toestemming geven? Begin daar opnieuw.`,
      }),
      revoked: ({ partner }) => ({
        title: 'Deze toestemming is gestopt',
        body: `${partner} kan er niets meer mee. Je hoeft niets te doen.`,
      }),
    },
    failure: {
      start_again: ({ partner }) => ({
        title: 'Begin opnieuw',
        body: `Op de terugweg van bunq ging iets mis, en ${partner} kreeg geen toegang. Je kunt de toestemming hier nog een keer geven.`,
      }),
      another_payer: ({ partner }) => ({
        title: 'Bij bunq gaf iemand anders akkoord',
        body: `Er is niets gedeeld. Begin opnieuw bij ${closing(partner)}`,
      }),
      no_account_chosen: ({ partner }) => ({
        title: 'Je hebt geen rekening gekozen',
        body: `Zonder rekening valt er niets toe te staan. Begin opnieuw bij ${partner} en kies bij bunq een rekening.`,
      }),
      other_account_chosen: ({ partner }) => ({
        title: 'Je hebt een andere rekening gekozen',
        body: `${partner} vroeg om één rekening en je koos een andere. Er is niets gedeeld. Begin daar opnieuw en kies die rekening bij bunq.`,
      }),
      other: ({ partner }) => ({
        title: 'De toestemming kon niet worden geregeld',
        body: `Er is niets gedeeld met ${closing(partner)} Probeer het daar later opnieuw.`,
      }),
    },
    agree: 'Verder naar bunq',
    decline: 'Niet toestaan',
  },

  permissions: {
    title: 'Jouw toestemmingen',
    intro: (tpp) => `Wat je via ${tpp} hebt toegestaan bij je bunq-rekeningen: aan wie, waarvoor en tot wanneer.`,
    logIn: {
      title: 'Laat zien dat jij het bent',
      body: 'Je logt in bij bunq en komt daarna hier terug. Kies daar al je rekeningen, dan vinden we alles. We kijken alleen van wie de rekeningen zijn, en bewaren geen toegang.',
      button: 'Inloggen bij bunq',
    },
    notice: {
      declined: 'Je bent niet ingelogd. Er is niets gedeeld.',
      failed: 'We konden bij bunq niet nagaan wie je bent. Probeer het opnieuw.',
    },
    identifying: {
      title: 'We zoeken je toestemmingen op',
      body: 'Dit duurt een paar seconden. Deze pagina gaat vanzelf verder.',
    },
    living: 'Nu geldig',
    ended: 'Gestopt in de afgelopen twee jaar',
    none: {
      title: 'Je hebt niets toegestaan',
      body: 'We hebben geen toestemmingen van jou gevonden in de afgelopen twee jaar.',
    },
    types: {
      payment_initiation: 'Betalingen klaarzetten',
      account_information: 'Rekeningen inzien',
      funds_confirmation: 'Vragen of er genoeg geld is',
    },
    may: 'Mag',
    purpose: 'Waarom',
    accounts: 'Rekeningen',
    unnamedAccounts: (count) =>
      count === 1 ? '1 rekening; het nummer bewaren we niet' : `${count} rekeningen; de nummers bewaren we niet`,
    since: 'Sinds',
    until: 'Tot',
    lastUsed: 'Laatst gebruikt',
    neverUsed: 'Nog niet gebruikt',
    endedBy: {
      psu: () => 'Door jou gestopt op',
      partner: ({ partner }) => `Gestopt door ${partner} op`,
      bank: () => 'Bij bunq gestopt op',
      operator: ({ tpp }) => `Gestopt door ${tpp} op`,
      clock: () => 'Vanzelf geëindigd op',
    },
    stop: 'Stoppen',
    stopNamed: (partner) => `Toestemming voor ${partner} stoppen`,
    justStopped: (partner) => `Gestopt. ${partner} kan er niets meer mee.`,
    confirm: ({ partner }) => ({
      title: `Toestemming voor ${partner} stoppen?`,
      body: `${partner} kan dan meteen niets meer met deze toestemming. Betalingen die nog op jouw bevestiging wachten, worden ingetrokken. Wat al gedeeld is, haalt dit niet terug; vraag ${partner} het te wissen.`,
    }),
    confirmStop: 'Ja, stoppen',
    keep: 'Nee, zo laten',
    logOut: 'Uitloggen',
    logOutNote: 'Na een kwartier word je vanzelf uitgelogd.',
  },

  message: {
    link_not_found: {
      title: 'We kennen deze link niet',
      body: 'Kijk of je de hele link hebt overgenomen, of vraag de afzender om een nieuwe.',
    },
    link_expired: {
      title: 'Deze link is niet meer geldig',
      body: 'Ga terug naar waar je hem kreeg en begin opnieuw.',
    },
    authorisation_refused: {
      title: 'We konden dit akkoord niet gebruiken',
      body: 'Het hoort bij niets dat hier nog openstaat. Was het voor een betaling? Betaal dan niet nog eens voordat je in je bunq-app hebt gekeken. Was het voor een toestemming? Begin dan opnieuw waar erom gevraagd werd.',
    },
    permission_refused: {
      title: 'We konden dit akkoord niet gebruiken',
      body: 'Je kwam te laat terug van bunq, dus hiermee is geen toestemming gegeven. Begin opnieuw waar erom gevraagd werd.',
    },
    payment_refused: {
      title: 'We konden dit akkoord niet gebruiken',
      body: 'Je kwam te laat terug van bunq. Heb je de betaling net goedgekeurd, betaal dan niet nog eens: kijk in je bunq-app, of vraag het na waar je aan het betalen was.',
    },
    permission_started_elsewhere: {
      title: 'Je bent in een andere browser begonnen',
      body: 'Voor je veiligheid gaat een toestemming alleen verder in de browser waarin je begon. Ga terug naar die browser: daar zie je ook of ze gegeven is.',
    },
    payment_started_elsewhere: {
      title: 'Je bent in een andere browser begonnen',
      body: 'Voor je veiligheid gaat dit alleen verder in de browser waarin je begon. Ga terug naar die browser: daar zie je ook of de betaling waarmee je akkoord ging, gelukt is.',
    },
    too_many: {
      title: 'Dat ging wat snel',
      body: 'Er kwamen te veel verzoeken in korte tijd. Wacht een minuut en probeer het opnieuw.',
    },
    form_expired: {
      title: 'Deze pagina stond te lang open',
      body: 'Voor je veiligheid hebben we niet gebruikt wat je verstuurde. Ga terug en probeer het opnieuw.',
    },
    unavailable: {
      title: 'We kunnen je nu niet helpen',
      body: 'Er is iets mis aan onze kant. Probeer het over een paar minuten opnieuw. Heb je net een betaling goedgekeurd, betaal dan niet nog eens.',
    },
  },
};
