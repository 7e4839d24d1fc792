import { consent, invalid, payment, type BadRequest } from './bad-request.js';

const notRegistered = { status: 422, code: 'redirect_uri_not_registered', pointer: '/redirect_uri' };

/** What `https://shop.example/return` is not, though one reader or another might take it for that. */
const lookalikes = [
  'http://shop.example/return',
  'HTTPS://shop.example/return',
  'https://SHOP.example/return',
  'https://shop.example/Return',
  'https://shop.example/return/',
  'https://shop.example//return',
  'https://shop.example/./return',
  'https://shop.example/a/../return',
  'https://shop.example/%72eturn',
  'https://shop.example/return%2f',
  'https://shop.example/return%00',
  'https://shop.example%2freturn',
  'https://shop.example\\return',
  'https:\\\\shop.example\\return',
  'https:/shop.example/return',
  '//shop.example/return',
  'https://shop.example:443/return',
  'https://shop.example:8443/return',
  'https://shop.example./return',
  'https://shop.example.evil.example/return',
  'https://evil-shop.example/return',
  'https://evil.example/https://shop.example/return',
  'https://shop.example@evil.example/return',
  'https://user@shop.example/return',
  'https://evil.example\\@shop.example/return',
  'https://evil.example#@shop.example/return',
  'https://shop.example/return#here',
  'https://shop.example/return?next=https://evil.example',
  'https://shop.example/return?',
  'https://shop.example/return;a=b',
  'https://www.shop.example/return',
  'https://xn--shp-0na.example/return',
  'https://shор.example/return',
  'https://shop.example/return/../../evil',
  'javascript:alert(1)//https://shop.example/return',
  'data:text/html,https://shop.example/return',
  ' https://shop.example/return',
  'https://shop.example/return ',
  '%',
  "' OR uri LIKE '%",
];

export const badRedirectUris: BadRequest[] = [
  ...lookalikes.map((uri): BadRequest => [`the redirect_uri ${uri}`, payment({ redirect_uri: uri }), notRegistered]),
  ...lookalikes
    .slice(0, 5)
    .map((uri): BadRequest => [`a consent's redirect_uri ${uri}`, consent({ redirect_uri: uri }), notRegistered]),
  [
    'a redirect_uri with a NUL',
    payment({ redirect_uri: 'https://shop.example/return\u0000' }),
    invalid('/redirect_uri'),
  ],
  [
    'a consent with a NUL in its redirect_uri',
    consent({ redirect_uri: 'https://shop.example/\u0000' }),
    invalid('/redirect_uri'),
  ],
  [
    'a redirect_uri with a line break',
    payment({ redirect_uri: 'https://shop.example/return\n' }),
    invalid('/redirect_uri'),
  ],
  [
    'a redirect_uri with a lone surrogate',
    payment({ redirect_uri: 'https://shop.example/\ud800' }),
    invalid('/redirect_uri'),
  ],
  [
    'a redirect_uri of 2,049 characters',
    payment({ redirect_uri: `https://shop.example/${'r'.repeat(2029)}` }),
    invalid('/redirect_uri'),
  ],
  ['an empty redirect_uri', consent({ redirect_uri: '' }), invalid('/redirect_uri')],
];
