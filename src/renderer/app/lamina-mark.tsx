/** The program's mark: three sheets, lifted apart. */
export function LaminaMark({ size = 18 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" fill="none" aria-hidden>
      <path d="M12 12.5 3 17.25 12 22l9-4.75z" fill="var(--border)" />
      <path d="M12 7.5 3 12.25 12 17l9-4.75z" fill="var(--primary)" />
      <path d="M12 2 3 6.75l9 4.75 9-4.75z" fill="var(--accent)" />
    </svg>
  )
}
