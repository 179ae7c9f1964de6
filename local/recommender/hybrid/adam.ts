/** Source: Kingma and Ba, "Adam" (ICLR 2015), with the weight decay of Loshchilov and Hutter (ICLR 2019). */
export class Adam {
  readonly #first: Float32Array;
  readonly #second: Float32Array;
  #steps = 0;

  constructor(size: number) {
    this.#first = new Float32Array(size);
    this.#second = new Float32Array(size);
  }

  step(weights: Float32Array, gradient: Float32Array, scale: number, rate: number, decay: number): void {
    this.#steps++;
    const firstBias = 1 - 0.9 ** this.#steps;
    const secondBias = 1 - 0.999 ** this.#steps;
    for (let at = 0; at < weights.length; at++) {
      const slope = (gradient[at] ?? 0) * scale;
      const first = 0.9 * (this.#first[at] ?? 0) + 0.1 * slope;
      const second = 0.999 * (this.#second[at] ?? 0) + 0.001 * slope * slope;
      this.#first[at] = first;
      this.#second[at] = second;
      const move = first / firstBias / (Math.sqrt(second / secondBias) + 1e-8);
      weights[at] = (weights[at] ?? 0) * (1 - rate * decay) - rate * move;
    }
  }
}
