/** A case that cannot be read: what, where, and what would be right. */
export class CaseError extends Error {
  /** @param {string} message */
  constructor(message) {
    super(message);
    this.name = 'CaseError';
  }
}
