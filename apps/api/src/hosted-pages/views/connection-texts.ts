import type { Language } from './language.js';
import type { PartyNames, StageText } from './texts.model.js';

export type ConnectionStageName =
  'ready' | 'completing' | 'active' | 'rejected' | 'failed' | 'start_again' | 'expired' | 'ended';

interface ConnectionTexts {
  heading: (names: PartyNames) => string;
  askedThrough: (names: PartyNames) => string;
  /** What the access allows, one line each. */
  allowed: (names: PartyNames) => string[];
  notAllowed: (names: PartyNames) => string;
  accounts: string;
  details: string;
  howToStop: string;
  stop: (names: PartyNames) => string;
  agree: string;
  decline: string;
  stage: Record<ConnectionStageName, (names: PartyNames) => StageText>;
}

/** The page on which somebody of the partner connects the partner's own account. */
export const connectionTexts: Record<Language, ConnectionTexts> = {
  en: {
    heading: ({ partner }) => `Connect the bunq account of ${partner}`,
    askedThrough: ({ partner, tpp }) =>
      `${tpp} asks for money in the name of ${partner}. This is for whoever manages the account of ${partner} itself, not for its customers.`,
    allowed: ({ tpp }) => [
      `${tpp} may send payment requests from this account and see how they end.`,
      `${tpp} may prepare payments from this account. Each waits until you confirm it in the bunq app.`,
      `${tpp} sees the accounts you choose: number, name, what is received on requests, and the payments it prepared.`,
    ],
    notAllowed: ({ tpp }) => `${tpp} cannot pay anybody from this account without your confirmation.`,
    accounts: 'Accounts',
    details: 'About this connection',
    howToStop: 'Stopping',
    stop: ({ partner, tpp }) =>
      `${partner} can disconnect at ${tpp} at any time, and you can end the connection in the bunq app under Security.`,
    agree: 'Continue to bunq',
    decline: 'Do not connect',
    stage: {
      ready: () => ({ title: 'What you allow', body: 'At bunq you choose the accounts and confirm in the bunq app.' }),
      start_again: () => ({
        title: 'Please start again',
        body: 'The way back from bunq did not work, and nothing was connected.',
      }),
      completing: () => ({ title: 'Being connected', body: 'bunq is being asked which accounts you chose.' }),
      active: ({ partner }) => ({ title: 'Connected', body: `${partner} can use the account now.` }),
      rejected: () => ({ title: 'Not connected', body: 'You declined. Nothing was connected.' }),
      failed: () => ({
        title: 'Not connected',
        body: 'bunq did not give access to an account that can be used. Ask for a new link and choose an account.',
      }),
      expired: () => ({ title: 'This link is over', body: 'Nothing was connected. Ask for a new link.' }),
      ended: () => ({ title: 'No longer connected', body: 'This connection has ended.' }),
    },
  },
  nl: {
    heading: ({ partner }) => `Koppel de bunq-rekening van ${partner}`,
    askedThrough: ({ partner, tpp }) =>
      `${tpp} vraagt geld uit naam van ${partner}. Dit is voor wie de rekening van ${partner} zelf beheert, niet voor klanten.`,
    allowed: ({ tpp }) => [
      `${tpp} mag vanaf deze rekening betaalverzoeken sturen en zien hoe ze aflopen.`,
      `${tpp} mag betalingen vanaf deze rekening klaarzetten. Elke betaling wacht tot jij haar in de bunq-app bevestigt.`,
      `${tpp} ziet de rekeningen die je kiest: nummer, naam, wat er op verzoeken binnenkomt, en de betalingen die het klaarzette.`,
    ],
    notAllowed: ({ tpp }) => `${tpp} kan vanaf deze rekening niemand betalen zonder jouw bevestiging.`,
    accounts: 'Rekeningen',
    details: 'Over deze koppeling',
    howToStop: 'Stoppen',
    stop: ({ partner, tpp }) =>
      `${partner} kan de koppeling bij ${tpp} altijd verbreken, en je kunt haar in de bunq-app beëindigen onder Beveiliging.`,
    agree: 'Verder naar bunq',
    decline: 'Niet koppelen',
    stage: {
      ready: () => ({
        title: 'Wat je toestaat',
        body: 'Bij bunq kies je de rekeningen en bevestig je in de bunq-app.',
      }),
      start_again: () => ({
        title: 'Begin opnieuw',
        body: 'De terugweg van bunq werkte niet, en er is niets gekoppeld.',
      }),
      completing: () => ({ title: 'Wordt gekoppeld', body: 'Wij vragen bunq welke rekeningen je koos.' }),
      active: ({ partner }) => ({ title: 'Gekoppeld', body: `${partner} kan de rekening nu gebruiken.` }),
      rejected: () => ({ title: 'Niet gekoppeld', body: 'Je hebt geweigerd. Er is niets gekoppeld.' }),
      failed: () => ({
        title: 'Niet gekoppeld',
        body: 'bunq gaf geen toegang tot een bruikbare rekening. Vraag om een nieuwe link en kies een rekening.',
      }),
      expired: () => ({ title: 'Deze link is verlopen', body: 'Er is niets gekoppeld. Vraag om een nieuwe link.' }),
      ended: () => ({ title: 'Niet meer gekoppeld', body: 'Deze koppeling is beëindigd.' }),
    },
  },
};
