/** A review cannot go on like this; the sentence is for the operator. */
export class ReviewError extends Error {
  override readonly name = 'ReviewError';
}
