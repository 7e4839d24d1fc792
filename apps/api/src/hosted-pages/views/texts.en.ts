import type { Texts } from './texts.model.js';
import { closing } from './visible-text.js';

export const englishTexts: Texts = {
  languageName: 'English',
  skipToContent: 'Skip to content',
  testMode: 'Test mode: nothing here moves real money.',
  errorTitle: (title) => `Error: ${title}`,
  backTo: (partner, host) => (host === null ? `Back to the ${partner} app` : `Back to ${partner} (${host})`),
  back: (host) => (host === null ? 'Back' : `Back to ${host}`),
  checkAgain: 'Check again',
  statusChanged: 'There is news. The page is being refreshed.',
  stillWaiting: 'Still waiting for bunq. You can leave this page open.',
  reference: 'Our reference',
  arrangedBy: (tpp, registerNumber) =>
    `${tpp} is a licensed payment service provider, register number ${registerNumber}.`,
  loginStaysPrivate: 'You log in at bunq only. Nobody else gets to see your login details.',

  payment: {
    amountLabel: {
      ask_debtor: 'You pay',
      remembered: 'You pay',
      push: 'You pay',
      ask_request: 'You pay',
      ready: 'You pay',
      preparing: 'You pay',
      at_bank: 'You pay',
      confirm_in_app: 'You pay',
      answer_request: 'You pay',
      ending: 'Being stopped',
      authorised: 'You pay',
      executed: 'You paid',
      rejected: 'Not paid',
      cancelled: 'Not paid',
      superseded: 'Not paid',
      expired: 'Not paid',
      failed: 'Not paid',
      in_review: 'Being checked',
    },
    to: 'to',
    payeeCheck: {
      match: 'The name belongs to this account.',
      close_match: 'The name is almost the one of this account. Check whether it is right.',
      no_match: 'This account is known under another name. Pay only if you are sure that it is right.',
      not_possible: 'The name of this account could not be checked.',
    },
    description: 'Description',
    from: 'From your account',
    endingIn: 'ending in',
    requestedBy: 'Requested by',
    partnerReference: (partner) => `Reference of ${partner}`,
    details: 'Payment details',
    progress: 'Progress',
    steps: { check: 'Check', approve: 'Approve in bunq', done: 'Payment' },
    stepDone: 'done',
    stage: {
      ask_debtor: () => ({
        title: 'Which account do you pay from?',
        body: 'Nothing is paid until you approve it in the bunq app.',
      }),
      remembered: () => ({
        title: 'Pay from this account?',
        body: 'You asked this browser to remember it. Nothing is paid until you approve it in the bunq app.',
      }),
      push: ({ partner }) => ({
        title: 'Confirm in your bunq app?',
        body: `You gave ${partner} permission in this browser. bunq sends a notification to your phone; nothing is paid until you confirm there.`,
      }),
      ask_request: ({ partner }) => ({
        title: 'Get a payment request',
        body: `${partner} sends a payment request to your bunq app, and you answer it there. After that, this payment can be made in no other way.`,
      }),
      ready: () => ({
        title: 'Is this right?',
        body: 'Check the amount and who is paid. Nothing is paid until you approve it in the bunq app.',
      }),
      preparing: () => ({
        title: 'Setting up your payment at bunq',
        body: 'This takes a few seconds, and the page goes on by itself. Nothing has been paid yet.',
      }),
      at_bank: () => ({
        title: 'Approve the payment in bunq',
        body: 'Open bunq, check the payment and approve it. This page shows it as soon as you have.',
      }),
      confirm_in_app: () => ({
        title: 'Confirm in your bunq app',
        body: 'bunq has sent a notification to your phone. Open it, check the amount and confirm. This page shows it as soon as you have.',
      }),
      answer_request: () => ({
        title: 'Answer the request in your bunq app',
        body: 'A payment request is waiting in your bunq app. Open it, check the amount and pay. This page shows it as soon as you have.',
      }),
      ending: () => ({
        title: 'This payment is being stopped',
        body: 'bunq is being asked to withdraw it. If you had already approved it, it may still be paid. This page shows which, in a moment.',
      }),
      authorised: () => ({
        title: 'Approved',
        body: 'bunq is making the payment now. There is nothing more you need to do.',
      }),
      executed: ({ partner }) => ({
        title: 'Paid',
        body: `Your payment has been made. You can go back to ${closing(partner)}`,
      }),
      rejected: ({ partner }) => ({
        title: 'You declined this payment',
        body: `Nothing has been paid. Changed your mind? Start again at ${closing(partner)}`,
      }),
      cancelled: ({ partner }) => ({
        title: `${partner} cancelled this payment`,
        body: `Nothing has been paid, and this page can no longer be used. Ask ${partner} if you did not expect this.`,
      }),
      superseded: () => ({
        title: 'The payment link was opened again',
        body: 'It can be paid once, and somebody went on with it after you opened this page: someone else who has the link, or you in another browser or with another amount. Nothing has been paid on this page. To pay after all, start again.',
      }),
      expired: ({ partner }) => ({
        title: 'The time for this payment is up',
        body: `Nothing has been paid. Start again at ${partner} if you still want to pay.`,
      }),
      in_review: ({ partner }) => ({
        title: 'You need not pay again',
        body: `We are checking with bunq what happened to this payment. ${partner} hears the outcome from us, and you will see it on this page.`,
      }),
    },
    executedHere: { title: 'Paid', body: 'Your payment has been made. You can close this page.' },
    failure: {
      bank_refused: ({ partner }) => ({
        title: 'bunq did not accept this payment',
        body: `Nothing has been paid. Look in your bunq app for the reason, or choose another way to pay at ${closing(partner)}`,
      }),
      bank_unavailable: ({ partner }) => ({
        title: 'bunq cannot be reached right now',
        body: `Nothing has been paid. Try again later at ${partner}, or choose another way to pay there.`,
      }),
      other: ({ partner }) => ({
        title: 'The payment did not succeed',
        body: `Nothing has been paid. Try again at ${partner}, or choose another way to pay there.`,
      }),
    },
    otherBrowser: ({ partner }) =>
      `You started this payment in another browser. You can follow it here; to go on with ${partner}, return to that browser.`,
    continue: 'Continue',
    continueToBank: 'Continue to bunq',
    sendPush: 'Send it to my bunq app',
    payFrom: 'From your account ending in',
    useOther: 'Use another account',
    otherWay: 'Pay another way',
    getRequest: 'Get a payment request in your bunq app instead',
    sendRequest: 'Send me a payment request',
    ordinaryWay: 'Pay on the page of bunq instead',
    address: 'E-mail address, phone number or IBAN',
    addressHint: 'The one that bunq knows you by',
    addressErrors: {
      missing: 'Enter an e-mail address, a phone number or an IBAN.',
      malformed: 'This is no complete e-mail address, phone number or IBAN of bunq. Check what you typed.',
      not_possible: 'A payment request cannot be sent for this payment now. Pay on the page of bunq.',
      own_account: 'This is the account that is to be paid. Enter another.',
    },
    remember: 'Remember my account in this browser',
    rememberHint: 'For half a year, in this browser only. You can undo it at your next payment.',
    forget: 'Forget this account',
    again: 'Start again',
    openBank: 'Open bunq',
    decline: 'Do not pay',
    scanTitle: 'Or go on with your phone',
    scanBody: 'Scan this code with the camera of your phone.',
    scanLabel: 'QR code that opens this payment on your phone',
    iban: 'IBAN of your bunq account',
    ibanHint: 'For example NL12 BUNQ 0123 4567 89',
    ibanErrors: {
      missing: 'Enter the IBAN of the account you pay from.',
      malformed: 'This is not a complete IBAN. Check the letters and digits.',
      not_bunq: 'This is not a bunq account. Here you can pay from a bunq account only.',
    },
    name: 'Name of the account holder',
    nameHint: 'Optional',
    nameErrors: { too_long: 'This name is too long. Shorten it.' },
  },

  link: {
    label: {
      open: 'You pay',
      busy: 'Being paid',
      paid: 'Paid',
      deactivated: 'Not to be paid',
      expired: 'Not to be paid',
      not_possible: 'Not paid',
    },
    stage: {
      open: ({ partner }) => ({
        title: 'Pay with bunq',
        body: `${partner} asks for this payment. Nothing is paid until you approve it in the bunq app.`,
      }),
      busy: ({ partner }) => ({
        title: 'This is being paid just now',
        body: `Somebody has gone to bunq with this link, which can be paid once. Look again later, or ask ${closing(partner)}`,
      }),
      paid: ({ partner }) => ({
        title: 'This has been paid',
        body: `This link can be paid once, and that has been done. ${partner} knows.`,
      }),
      deactivated: ({ partner }) => ({
        title: 'This link is no longer in use',
        body: `${partner} has stopped it. Ask ${partner} if you still want to pay.`,
      }),
      expired: ({ partner }) => ({
        title: 'The time for this link is up',
        body: `Ask ${partner} for a new one if you still want to pay.`,
      }),
      not_possible: ({ partner }) => ({
        title: 'You cannot pay with this link now',
        body: `Nothing has been paid, and you did nothing wrong. Try again later, or ask ${partner} for another way to pay.`,
      }),
    },
    until: 'To be paid until',
    amount: 'How much do you pay?',
    between: (minimum, maximum) => `${minimum} to ${maximum}`,
    amountErrors: {
      missing: () => 'Enter the amount you want to pay.',
      malformed: () => 'Enter an amount in euros, for example 12.50.',
      too_low: (minimum) => `You can pay ${minimum} or more.`,
      too_high: (_minimum, maximum) => `You can pay ${maximum} or less.`,
    },
    begun: 'You have begun this payment in this browser.',
    goOn: 'Go on with that payment',
  },

  consent: {
    heading: {
      payment_initiation: ({ partner }) => `${partner} asks to start payments from your bunq account`,
      account_information: ({ partner }) => `${partner} asks to see your bunq accounts`,
      funds_confirmation: ({ partner }) => `${partner} asks whether there is enough money in your bunq account`,
    },
    askedThrough: (tpp, registerNumber) => `Through ${tpp}, register number ${registerNumber}`,
    permissions: {
      initiate_payments: ({ partner }) => ({
        title: 'Start payments',
        body: `${partner} may prepare payments from the account you choose. You confirm every single one in the bunq app.`,
      }),
      read_account_list: ({ partner }) => ({
        title: 'See which accounts you choose',
        body: `${partner} sees the name and the IBAN of the accounts you choose at bunq, and of no others.`,
      }),
      read_balances: ({ partner }) => ({
        title: 'See balances',
        body: `${partner} sees how much money is in the accounts you choose.`,
      }),
      read_transactions: ({ partner }) => ({
        title: 'See transactions',
        body: `${partner} sees money coming in and going out of the accounts you choose: amounts, dates, names and descriptions.`,
      }),
      read_transactions_history: ({ partner }) => ({
        title: 'See older transactions too',
        body: `${partner} sees once, right after you agree, also what came in and went out more than 90 days ago.`,
      }),
      read_card_transactions: ({ partner }) => ({
        title: 'See card payments',
        body: `${partner} sees card payments from the accounts you choose: amounts, dates, names, descriptions, and whether it was a purchase, cash or a refund.`,
      }),
      confirm_funds: ({ partner }) => ({
        title: 'Ask whether an amount is available',
        body: `${partner} gets the answer yes or no, and never sees your balance.`,
      }),
    },
    unknownPermission: (code, { partner }) => ({
      title: code,
      body: `We cannot explain this permission here. Ask ${partner} what it is for before you agree.`,
    }),
    notAllowed: {
      payment_initiation: ({ partner }) =>
        `${partner} cannot pay without your confirmation and does not see your balance.`,
      account_information: ({ partner }) => `${partner} cannot pay or change anything.`,
      funds_confirmation: ({ partner }) => `${partner} cannot pay, and does not see your balance or transactions.`,
    },
    why: 'Why:',
    howOftenLabel: 'How often',
    howOften: {
      payment_initiation: ({ partner }) => `Only when you begin a payment at ${partner}. You confirm every single one.`,
      account_information: ({ partner }) =>
        `When you use ${partner}, and besides that at most four times a day for each account.`,
      funds_confirmation: ({ partner }) => `When ${partner} needs to know whether a payment can go through.`,
    },
    validUntil: 'Until',
    howToStop: 'How to stop',
    stop: ({ partner, tpp }) => `You can stop this at any moment: at ${partner}, at ${tpp} or in your bunq app.`,
    seePermissions: 'See and stop all your permissions',
    renewal: {
      heading: {
        payment_initiation: ({ partner }) => `${partner} asks to go on starting payments from your bunq account`,
        account_information: ({ partner }) => `${partner} asks to go on seeing your bunq accounts`,
        funds_confirmation: ({ partner }) =>
          `${partner} asks to go on checking whether there is enough money in your bunq account`,
      },
      note: (until) => `You gave this permission before. Unless you agree again, it ends on ${until}.`,
      stage: {
        authorised: ({ partner }) => ({
          title: 'Permission extended',
          body: `It is arranged. You can go back to ${closing(partner)}`,
        }),
        rejected: (_names, until) => ({
          title: 'You did not extend this permission',
          body: `The permission you gave before ends on ${until}. You can also stop it sooner.`,
        }),
        expired: ({ partner }) => ({
          title: 'This request is no longer valid',
          body: `Nothing has changed. If you still want to extend the permission, start again at ${closing(partner)}`,
        }),
        failed: (_names, until) => ({
          title: 'The permission could not be extended',
          body: `Nothing has changed: the permission you gave before ends on ${until}.`,
        }),
      },
      anotherPayer: ({ partner }) => ({
        title: 'Somebody else confirmed at bunq',
        body: `Only the person who gave this permission can extend it. Nothing has changed. Start again at ${closing(partner)}`,
      }),
    },
    limits: {
      perPayment: 'Per payment',
      perDay: 'Per day',
      perMonth: 'Per month',
      onlyTo: 'Only to',
      atMost: (amount) => `at most ${amount}`,
    },
    psuReference: (partner) => `Your reference at ${partner}`,
    details: 'Details',
    accounts: 'For these accounts',
    askedAccount: 'Choose this account at bunq',
    stage: {
      ready: () => ({
        title: 'What you allow',
        body: 'At bunq you choose the accounts and confirm. Nothing is shared before that.',
      }),
      completing: () => ({
        title: 'Arranging it with bunq',
        body: 'This takes a few seconds. This page goes on by itself.',
      }),
      authorised: ({ partner }) => ({
        title: 'Permission given',
        body: `It is arranged. You can go back to ${closing(partner)}`,
      }),
      given_elsewhere: ({ partner }) => ({
        title: 'Somebody else gave this permission',
        body: `It was given in another browser, and can be given once. What you confirmed in this one is not used. If you want to give a permission of your own, ask ${partner} for a new link.`,
      }),
      rejected: ({ partner }) => ({
        title: 'You did not give permission',
        body: `Nothing has been shared with ${closing(partner)} Changed your mind? Start again there.`,
      }),
      expired: ({ partner }) => ({
        title: 'This request is no longer valid',
        body: `${partner} has no access through this request. Start again there if you still want to give permission.`,
      }),
      revoked: ({ partner }) => ({
        title: 'This permission has been stopped',
        body: `${partner} can no longer use it. There is nothing you need to do.`,
      }),
    },
    failure: {
      start_again: ({ partner }) => ({
        title: 'Please start again',
        body: `Something went wrong on the way back from bunq, and ${partner} was given no access. You can give the permission once more here.`,
      }),
      another_payer: ({ partner }) => ({
        title: 'Somebody else confirmed at bunq',
        body: `Nothing has been shared. Start again at ${closing(partner)}`,
      }),
      no_account_chosen: ({ partner }) => ({
        title: 'You chose no account',
        body: `Without an account there is nothing to allow. Start again at ${partner} and choose an account at bunq.`,
      }),
      other_account_chosen: ({ partner }) => ({
        title: 'You chose another account',
        body: `${partner} asked for one account, and you chose another. Nothing has been shared. Start again there and choose that account at bunq.`,
      }),
      other: ({ partner }) => ({
        title: 'The permission could not be arranged',
        body: `Nothing has been shared with ${closing(partner)} Try again there later.`,
      }),
    },
    agree: 'Continue to bunq',
    decline: 'Do not allow',
  },

  permissions: {
    title: 'Your permissions',
    intro: (tpp) => `What you allowed through ${tpp} with your bunq accounts: to whom, for what and until when.`,
    logIn: {
      title: 'Show that it is you',
      body: 'You log in at bunq and then come back here. Choose all your accounts there, so that we find everything. We only look whose accounts they are, and keep no access.',
      button: 'Log in at bunq',
    },
    notice: {
      declined: 'You did not log in. Nothing has been shared.',
      failed: 'We could not find out at bunq who you are. Please try again.',
    },
    identifying: {
      title: 'Looking up your permissions',
      body: 'This takes a few seconds. This page goes on by itself.',
    },
    living: 'Valid now',
    ended: 'Stopped in the last two years',
    none: {
      title: 'You have allowed nothing',
      body: 'We found no permissions of yours in the last two years.',
    },
    types: {
      payment_initiation: 'Start payments',
      account_information: 'See accounts',
      funds_confirmation: 'Ask whether there is enough money',
    },
    may: 'May',
    purpose: 'Why',
    accounts: 'Accounts',
    unnamedAccounts: (count) =>
      count === 1 ? '1 account; we do not keep its number' : `${count} accounts; we do not keep their numbers`,
    since: 'Since',
    until: 'Until',
    lastUsed: 'Last used',
    neverUsed: 'Not used yet',
    endedBy: {
      psu: () => 'Stopped by you on',
      partner: ({ partner }) => `Stopped by ${partner} on`,
      bank: () => 'Stopped at bunq on',
      operator: ({ tpp }) => `Stopped by ${tpp} on`,
      clock: () => 'Ended by itself on',
    },
    stop: 'Stop',
    stopNamed: (partner) => `Stop the permission for ${partner}`,
    justStopped: (partner) => `Stopped. ${partner} can no longer use it.`,
    confirm: ({ partner }) => ({
      title: `Stop the permission for ${partner}?`,
      body: `${partner} can then do nothing more with this permission, at once. Payments that still wait for your confirmation are withdrawn. What has been shared already is not taken back; ask ${partner} to delete it.`,
    }),
    confirmStop: 'Yes, stop it',
    keep: 'No, leave it',
    logOut: 'Log out',
    logOutNote: 'You are logged out automatically after 15 minutes.',
  },

  message: {
    link_not_found: {
      title: 'We do not know this link',
      body: 'Check that you have copied the whole link, or ask the sender for a new one.',
    },
    link_expired: {
      title: 'This link is no longer valid',
      body: 'Go back to where you got it and start again.',
    },
    authorisation_refused: {
      title: 'We could not use this approval',
      body: 'It belongs to nothing that is still open here. Was it for a payment? Then do not pay again before you have looked in your bunq app. Was it for a permission? Then start again where you were asked for it.',
    },
    permission_refused: {
      title: 'We could not use this approval',
      body: 'You came back from bunq too late, so no permission was given by it. Start again where you were asked for it.',
    },
    payment_refused: {
      title: 'We could not use this approval',
      body: 'You came back from bunq too late. If you have just approved the payment, do not pay again: look in your bunq app, or ask where you were paying.',
    },
    permission_started_elsewhere: {
      title: 'You started in another browser',
      body: 'For your safety, a permission goes on only in the browser you started in. Go back to that browser: there you also see whether it was given.',
    },
    payment_started_elsewhere: {
      title: 'You started in another browser',
      body: 'For your safety, this goes on only in the browser you started in. Go back to that browser: there you also see whether the payment you agreed to went through.',
    },
    too_many: {
      title: 'That was a bit fast',
      body: 'There were too many requests in a short time. Wait a minute and try again.',
    },
    form_expired: {
      title: 'This page was open for too long',
      body: 'For your safety we did not use what you sent. Go back and try again.',
    },
    unavailable: {
      title: 'We cannot help you right now',
      body: 'Something is wrong on our side. Try again in a few minutes. If you have just approved a payment, do not pay again.',
    },
  },
};
