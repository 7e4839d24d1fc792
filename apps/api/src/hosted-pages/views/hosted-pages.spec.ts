import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import {
  aConsentPage,
  aPaymentPage,
  hostedPageSamples,
} from '../../../../../test/browser/support/hosted-page-samples.js';
import { renderConsentPage } from './consent-page.js';
import { formatDateTime } from './format.js';
import { hostedPageAssets } from './hosted-page-assets.js';
import { renderMessagePage } from './message-page.js';
import { renderPaymentPage } from './payment-page.js';
import { PermissionCard } from './permission-card.js';
import type { PermissionItem } from './permissions-page.model.js';

const everyPage = (['nl', 'en'] as const).flatMap((language) =>
  hostedPageSamples(language).map((sample) => ({ ...sample, language })),
);

describe('every hosted page', () => {
  it.each(everyPage)('$name in $language is one well-formed document without anything inline', ({ html, language }) => {
    expect(html).toMatch(new RegExp(`^<!DOCTYPE html><html lang="${language}">`));
    expect(html.match(/<h1[ >]/g)).toHaveLength(1);
    expect(html.match(/<main /g)).toHaveLength(1);
    expect(html).not.toMatch(/ style=|<style| on[a-z]+=|javascript:/i);
    expect(html.match(/<script[^>]*>[^<]*<\/script>/g)).toEqual([
      expect.stringMatching(/^<script src="\/assets\/live-status\.[0-9a-f]{16}\.js" defer=""><\/script>$/),
    ]);
    expect(html).not.toMatch(/undefined|\[object|NaN/);
    expect(html).toMatch(/<title>[^<]+<\/title>/);
  });

  it.each(everyPage)('$name in $language loads only what is served as an asset', ({ html }) => {
    const loaded = [...html.matchAll(/(?:<script src|<link [^>]*href)="([^"]+)"/g)].map(([, path]) => path);
    expect(loaded).toHaveLength(3);
    expect(hostedPageAssets.map(({ path }) => path)).toEqual(expect.arrayContaining(loaded));
  });
});

const hostileNames = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '</title><script>alert(1)</script>',
  'evil\u202Egnp\u0000\u001B[31m',
];

describe('a hostile name', () => {
  it.each(hostileNames)('%j stays text on a payment page', (hostile) => {
    const html = renderPaymentPage(
      aPaymentPage({
        tpp: { name: hostile, registerNumber: hostile },
        partner: { name: hostile },
        payment: {
          id: hostile,
          amount: { value: hostile, currency: hostile },
          creditor: { name: hostile, iban: hostile, email: hostile, phone: hostile },
          payeeCheck: 'no_match',
          debtorIban: hostile,
          remittanceInformation: hostile,
          reference: hostile,
        },
        stage: {
          name: 'ask_debtor',
          values: { iban: hostile, name: hostile, remember: false },
          errors: { iban: 'malformed' },
          qrSvg: '',
        },
        actionUrl: hostile,
        csrfToken: hostile,
      }),
    );
    expect(harmsOf(html)).toEqual([]);
  });

  it.each(hostileNames)('%j stays text on a consent page', (hostile) => {
    const consent = { ...aConsentPage().consent, permissions: [hostile], psuReference: hostile, askedIban: hostile };
    expect(harmsOf(renderConsentPage(aConsentPage({ partner: { name: hostile }, consent })))).toEqual([]);
    const accounts = [{ iban: hostile, name: hostile }];
    expect(
      harmsOf(renderConsentPage(aConsentPage({ stage: { name: 'authorised' }, consent: { ...consent, accounts } }))),
    ).toEqual([]);
  });

  it.each(hostileNames)('%j stays text on a message page', (hostile) => {
    expect(
      harmsOf(renderMessagePage({ language: 'en', kind: 'link_expired', requestId: hostile, backUrl: null })),
    ).toEqual([]);
  });
});

/** What of it the browser could take for markup, script or invisible control. */
function harmsOf(html: string): string[] {
  // React puts every value in double quotes; without the values only real attributes are left.
  const markup = html.replaceAll(/="[^"]*"/g, '=""');
  return [
    ...(markup.match(/<script/gi) ?? []).slice(1),
    ...(markup.match(/<img|<[^>]*\son[a-z]+=/gi) ?? []),
    // oxlint-disable-next-line no-control-regex -- control characters are what must not be there
    ...(html.match(/[\u0000-\u001F\u007F-\u009F\u202A-\u202E]/g) ?? []),
  ];
}

describe('a payment page', () => {
  it('names amount, payee and account, and shows only the end of the payer’s account', () => {
    const html = renderPaymentPage(aPaymentPage());
    expect(html).toContain('€\u00A012,50');
    expect(html).toContain('NL14 RABO 0169 2029 17');
    expect(html).toContain('0017');
    expect(html).not.toMatch(/BUNQ\s?2060/);
    expect(html).toContain('pay_01kf');
  });

  it('offers to decline as plainly as to agree, with the same protection', () => {
    const html = renderPaymentPage(aPaymentPage({ language: 'en' }));
    expect(html).toMatch(/action="\/pay\/token\/agree"[^>]*><input type="hidden" name="csrf" value="csrf-token"\/>/);
    expect(html).toMatch(/action="\/pay\/token\/decline"[^>]*><input type="hidden" name="csrf" value="csrf-token"\/>/);
  });

  it.each(['executed', 'rejected', 'cancelled', 'superseded', 'expired', 'in_review', 'authorised'] as const)(
    'has nothing left to send once the payment is %s, and leads back to the partner',
    (name) => {
      const html = renderPaymentPage(aPaymentPage({ language: 'en', stage: { name } }));
      expect(html).not.toContain('<form');
      expect(html).toContain('Back to Koffie &amp; Zo (shop.example)');
    },
  );

  it('says not to pay again while the outcome is being checked, and never calls that unpaid', () => {
    const html = renderPaymentPage(aPaymentPage({ language: 'en', stage: { name: 'in_review' } }));
    expect(html).toContain('You need not pay again');
    expect(html).not.toContain('Not paid');
    expect(html).not.toContain('Nothing has been paid');
  });

  it('keeps what was typed and ties the error to its field', () => {
    const values = { iban: 'NL00', name: 'A. Visser', remember: false };
    const html = renderPaymentPage(
      aPaymentPage({ language: 'en', stage: { name: 'ask_debtor', values, errors: { iban: 'malformed' }, qrSvg: '' } }),
    );
    expect(html).toMatch(/<input[^>]*id="iban"[^>]*aria-describedby="iban-error iban-hint"[^>]*aria-invalid="true"/);
    expect(html).toContain('value="NL00"');
    expect(html).toContain('value="A. Visser"');
    expect(html).toContain('<title>Error: ');
  });

  it('reloads by itself without scripts only where the wait is short, and never under a form', () => {
    const refresh = /<noscript><meta http-equiv="refresh" content="(\d+)"\/?><\/noscript>/i;
    expect(refresh.exec(renderPaymentPage(aPaymentPage({ stage: { name: 'preparing' } })))?.[1]).toBe('2');
    const values = { iban: '', name: '', remember: false };
    const form = renderPaymentPage(aPaymentPage({ stage: { name: 'ask_debtor', values, errors: {}, qrSvg: '' } }));
    expect(form).not.toMatch(refresh);
    expect(form).not.toContain('data-url');
    expect(renderPaymentPage(aPaymentPage({ stage: { name: 'executed' } }))).not.toContain('data-url');
  });

  it('speaks of an app when the way back leads into one', () => {
    const html = renderPaymentPage(
      aPaymentPage({ language: 'en', stage: { name: 'executed' }, returnUrl: 'shop-app:/paid' }),
    );
    expect(html).toContain('Back to the Koffie &amp; Zo app');
  });
});

describe('the page of a payer’s permissions', () => {
  it('says at what time a permission ends that ends within a day', () => {
    const until = new Date(Date.now() + 3_600_000);
    const item: PermissionItem = {
      id: 'con_01kf0000000000000000000000',
      partner: 'Koffie & Zo',
      type: 'account_information',
      status: 'authorised',
      revokedBy: null,
      permissions: ['read_balances'],
      purpose: null,
      accounts: [],
      since: new Date(Date.now() - 3_600_000),
      until,
      endedAt: null,
      lastUsedAt: null,
    };
    const html = renderToStaticMarkup(PermissionCard({ language: 'en', tpp: { name: 'TPP' }, item, stopUrl: '/stop' }));
    expect(html).toContain(formatDateTime(until, 'en'));
  });
});

describe('a consent page', () => {
  it('says who asks, what, until when and how to stop, and ticks nothing', () => {
    const html = renderConsentPage(aConsentPage({ language: 'en' }));
    expect(html).toContain('Koffie &amp; Zo asks to start payments from your bunq account');
    expect(html).toContain('register number R000000');
    expect(html).toContain('You confirm every single one in the bunq app.');
    expect(html).toContain('15 January 2027 at 12:30');
    expect(html).toContain('You can stop this at any moment');
    expect(html).not.toMatch(/checkbox|checked/);
  });

  it('promises of card payments what is shown of them, and no place or number of a card', () => {
    const told = (['en', 'nl'] as const).map((language) => {
      const consent = { ...aConsentPage().consent, permissions: ['read_card_transactions'] };
      return renderConsentPage(aConsentPage({ language, consent }));
    });
    expect(told[0]).toContain('amounts, dates, names, descriptions, and whether it was a purchase, cash or a refund.');
    expect(told[1]).toContain(
      'bedragen, datums, namen, omschrijvingen, en of het een aankoop, geldopname of terugbetaling was.',
    );
    for (const html of told) expect(html).not.toMatch(/where and when|waar en wanneer|digits|cijfers/);
  });

  it('says how often accounts are read, as it is counted: for each account', () => {
    const told = (['en', 'nl'] as const).map((language) => {
      const consent = { ...aConsentPage().consent, type: 'account_information' as const };
      return renderConsentPage(aConsentPage({ language, consent }));
    });
    expect(told[0]).toContain('and besides that at most four times a day for each account.');
    expect(told[1]).toContain('en daarbuiten hooguit vier keer per dag per rekening.');
  });

  it('does not hide a permission that it cannot explain', () => {
    const consent = { ...aConsentPage().consent, permissions: ['constructor', 'read_minds'] };
    const html = renderConsentPage(aConsentPage({ language: 'en', consent }));
    expect(html.match(/We cannot explain this permission here/g)).toHaveLength(2);
    expect(html).toContain('read_minds');
  });
});
