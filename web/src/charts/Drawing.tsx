import { useEffect, useRef, useState } from "preact/hooks";
import { useThemeVersion } from "../page/theme.ts";
import { coloursOf } from "./colours.ts";

/** What draws: into CSS pixels, with the page's colours by name. */
export type Draw = (
  context: CanvasRenderingContext2D,
  size: { readonly width: number; readonly height: number },
  colour: (name: string) => string,
) => void;

interface Props {
  /** A new one draws anew. */
  readonly draw: Draw;
  readonly height: number;
  /** What is drawn, for those who do not see it. */
  readonly text: string;
  readonly onPoint?: (at: { x: number; y: number; width: number } | null) => void;
  readonly onPick?: () => void;
}

/** A canvas as wide as its place, sharp on every screen, in the colours of the theme. */
export function Drawing({ draw, height, text, onPoint, onPick }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [width, setWidth] = useState(0);
  const theme = useThemeVersion();
  useEffect(() => {
    const place = canvas.current?.parentElement;
    if (!place) return;
    const resized = new ResizeObserver(() => setWidth(place.clientWidth));
    resized.observe(place);
    return () => resized.disconnect();
  }, []);
  useEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (!canvas.current || !context || width === 0) return;
    canvas.current.width = width * devicePixelRatio;
    canvas.current.height = height * devicePixelRatio;
    context.scale(devicePixelRatio, devicePixelRatio);
    context.clearRect(0, 0, width, height);
    draw(context, { width, height }, coloursOf(canvas.current.parentElement ?? document.body));
  }, [draw, width, height, theme]);
  return (
    <div class="drawing" style={{ height: `${height}px` }}>
      <canvas
        ref={canvas}
        role="img"
        aria-label={text}
        style={{ height: `${height}px` }}
        onMouseMove={({ offsetX: x, offsetY: y }) => onPoint?.({ x, y, width })}
        onMouseLeave={() => onPoint?.(null)}
        onClick={onPick}
      />
    </div>
  );
}
