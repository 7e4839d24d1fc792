import type { Bank } from '../bank/bank.js';
import { accountsOf } from '../bank/accounts.js';
import type { Company, Consent, Customer, Person, Psp, User } from '../bank/records.js';
import type { Json } from '../wire/envelope.js';
import { amountOf, stamps } from './labels.js';

const address = {
  street: 'Teststraat',
  house_number: '1',
  po_box: null,
  postal_code: '1000AA',
  city: 'Amsterdam',
  country: 'NL',
  extra: null,
  mailbox_name: null,
  province: null,
};

/** The typed wrapper of any user. */
export function userObject(bank: Bank, user: User): Json {
  switch (user.kind) {
    case 'person':
      return { UserPerson: personObject(bank, user) };
    case 'company':
      return { UserCompany: companyObject(bank, user) };
    case 'psp':
      return { UserPaymentServiceProvider: pspObject(bank, user) };
    case 'consent':
      return { UserApiKey: consentObject(bank, user) };
  }
}

export function sessionTimeoutOf(bank: Bank, user: User): number {
  return user.kind === 'psp' ? bank.switches.pspSessionSeconds : bank.switches.userSessionSeconds;
}

function personObject(bank: Bank, user: Person): Json {
  return {
    ...customerFields(bank, user),
    first_name: user.firstName,
    middle_name: null,
    last_name: user.lastName,
    legal_name: `${user.firstName} ${user.lastName}`.trim(),
    tax_resident: null,
    date_of_birth: '1990-05-01',
    place_of_birth: 'Utrecht',
    country_of_birth: 'NL',
    nationality: 'NL',
    all_nationality: ['NL'],
    gender: 'UNKNOWN',
  };
}

function companyObject(bank: Bank, user: Company): Json {
  return {
    ...customerFields(bank, user),
    name: user.name,
    chamber_of_commerce_number: '00000000',
    legal_form: 'BV',
    type_of_business_entity: 'PRIVATE_LIMITED_COMPANY',
    sector_of_industry: null,
    counter_bank_iban: null,
    directors: [],
    country: 'NL',
    ubo: [],
    customer: null,
    customer_limit: null,
    billing_contract: null,
    deny_reason: null,
    tax_resident: null,
  };
}

function customerFields(bank: Bank, user: Customer): Json {
  const iban = accountsOf(bank, user)[0]?.iban;
  const aliases = iban === undefined ? user.aliases : [...user.aliases, { type: 'IBAN', value: iban }];
  return {
    ...stamps(user),
    public_uuid: user.publicUuid,
    display_name: user.displayName,
    public_nick_name: user.nickName,
    alias: aliases.map((alias) => ({ ...alias, name: user.displayName })),
    address_main: address,
    address_postal: null,
    address_shipping: null,
    language: 'en_US',
    region: 'nl_NL',
    avatar: null,
    version_terms_of_service: null,
    status: 'ACTIVE',
    sub_status: 'NONE',
    session_timeout: sessionTimeoutOf(bank, user),
    daily_limit_without_confirmation_login: amountOf(250_00n),
    notification_filters: [],
    relations: [],
  };
}

function pspObject(bank: Bank, user: Psp): Json {
  return {
    ...stamps(user),
    certificate_distinguished_name: user.distinguishedName,
    alias: [{ type: 'CERTIFICATE_DISTINGUISHED_NAME', value: user.distinguishedName, name: user.displayName }],
    avatar: null,
    status: 'ACTIVE',
    sub_status: 'NONE',
    public_uuid: user.publicUuid,
    display_name: user.displayName,
    public_nick_name: user.displayName,
    language: 'en_US',
    region: 'nl_NL',
    session_timeout: sessionTimeoutOf(bank, user),
    daily_limit_without_confirmation_login: amountOf(0n),
    notification_filters: [],
    relations: [],
  };
}

/** The two inner users are short, and both carry the same timeout: clients disagree on which one they read. */
function consentObject(bank: Bank, consent: Consent): Json {
  const timeout = sessionTimeoutOf(bank, consent);
  return {
    ...stamps(consent),
    requested_by_user: innerUser(bank.tables.users.get(consent.requestedByUserId), timeout),
    granted_by_user: innerUser(bank.tables.users.get(consent.grantedByUserId), timeout),
  };
}

function innerUser(user: User | undefined, timeout: number): Json | null {
  if (user === undefined || user.kind === 'consent') return null;
  const wrapper = { person: 'UserPerson', company: 'UserCompany', psp: 'UserPaymentServiceProvider' }[user.kind];
  return {
    [wrapper]: {
      id: user.id,
      display_name: user.displayName,
      public_nick_name: user.kind === 'psp' ? user.displayName : user.nickName,
      avatar: null,
      session_timeout: timeout,
    },
  };
}
