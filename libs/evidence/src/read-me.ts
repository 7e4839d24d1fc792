export function howToVerify(subject: string): string {
  return `Evidence about ${subject}

summary.pdf       for reading
dossier.json      all of it, for programs
shown/            what the payer was shown, byte for byte, where there was a page
bank/             what the bank said about it, where it was kept: 1.body is what it signed, to the byte, 1.json the signature and the
                  bank's public key; the names in these files are those of the payer and the payee
records.json      the records of the sealed audit trail about it, each with its proof
manifest.json     every file with its SHA-256
seal.json         the record in the audit trail that this very manifest was made, with its proof
public-key.pem    the key that signs the audit trail
verify.mjs        checks all of this, that every version has its record, and that the content is what the records sealed; needs Node and
                  nothing else, no network

To check it:

  node verify.mjs .

The key in this folder only shows that the pack agrees with itself. To know whose it is, ask the provider for its public key by another
way, keep it elsewhere, and say so (the same goes for the bank's key in bank/, which the bank gives to each of its clients):

  node verify.mjs . /path/to/their-key.pem

A line that begins with ! says what was not sealed, and so is no more than what was stored. Not sealed in any pack: the bank's callbacks, how
often pages were shown, when the decision on a page came, and the course of an order at the bank beside the bytes that were sent.

Exit status 0: all holds. 3: something does not, in a sentence each. 1: it could not be checked, for the folder or the key is not there.
`;
}
