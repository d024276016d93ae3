/** How far back and on the buttons go, in seconds: what players of books and podcasts have. */
export const JUMP = 15;

/** The speeds that can be chosen: finer where most people listen. */
export const SPEEDS: readonly number[] = [
  0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.75, 2, 2.25, 2.5, 2.75, 3,
];

/** The next speed in a direction; nothing where there is none. */
export function nextSpeed(speed: number, direction: 1 | -1): number | undefined {
  return direction > 0
    ? SPEEDS.find((other) => other > speed + 0.001)
    : SPEEDS.findLast((other) => other < speed - 0.001);
}
