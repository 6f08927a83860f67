import { useEffect, useRef, useState } from "preact/hooks";
import { useThemeVersion } from "../../page/theme.ts";
import { type CurvePlot, curvePlot, type Picture } from "./curvePlot.ts";

interface Props {
  readonly picture: Picture;
  readonly height?: number;
  /** What the chart shows, in a sentence or two. */
  readonly text: string;
  /** One that is to stand out, such as that of the row under the pointer. */
  readonly highlight?: number | null;
  /** What to say of a curve under the pointer. */
  readonly tip: (id: number) => string;
  readonly onPick: (id: number) => void;
}

/** Curves of trials over their steps. */
export function CurvesChart({ picture, height = 360, text, highlight = null, tip, onPick }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<CurvePlot | null>(null);
  const [hovered, setHovered] = useState<{ id: number; x: number; y: number } | null>(null);
  const pick = useRef(onPick);
  pick.current = onPick;

  useEffect(() => {
    if (place.current === null) return;
    const made = curvePlot(place.current, height, picture, {
      hover: (curve, at) => setHovered(curve === null ? null : { id: curve.id, ...at }),
      pick: (id) => pick.current(id),
    });
    plot.current = made;
    return () => made.destroy();
  }, [height, picture.valueName]);
  useEffect(() => plot.current?.show(picture), [picture]);
  const theme = useThemeVersion();
  useEffect(() => plot.current?.recolour(), [theme]);
  useEffect(() => plot.current?.highlight(hovered?.id ?? highlight), [hovered?.id, highlight]);

  return (
    <div class="chart">
      <div ref={place} role="img" aria-label={text} style={{ minHeight: `${height}px` }} />
      {hovered === null ? null : (
        <div class="tip" style={tipPlace(hovered, place.current?.clientWidth ?? 0)}>
          {tip(hovered.id)}
        </div>
      )}
    </div>
  );
}

// On the side that has room.
function tipPlace({ x, y }: { x: number; y: number }, width: number): Record<string, string> {
  const side: Record<string, string> = x > width / 2 ? { right: `${width - x + 14}px` } : { left: `${x + 14}px` };
  return { ...side, top: `${Math.max(0, y - 20)}px` };
}
