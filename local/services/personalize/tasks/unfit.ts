/** The data will not do; the message is what Personalize gives as `failureReason`. */
export class Unfit extends Error {}
