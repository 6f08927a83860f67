/** How far something is: a bar of parts of `most`, with words for those who see none. */
export function Progress({
  text,
  most,
  parts,
}: {
  text: string;
  most: number;
  parts: readonly { name: string; value: number }[];
}) {
  let from = 0;
  return (
    <svg class="progress" role="img" aria-label={text} viewBox="0 0 100 6" preserveAspectRatio="none">
      <rect width="100" height="6" class="rest" />
      {parts.map(({ name, value }) => {
        const width = most === 0 ? 0 : Math.min(100 - from, (100 * value) / most);
        const x = from;
        from += width;
        return <rect key={name} x={x} width={width} height="6" class={name} />;
      })}
    </svg>
  );
}
