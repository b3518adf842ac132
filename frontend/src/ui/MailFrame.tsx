import { useRef } from 'react';
import styles from './MailFrame.module.css';

interface Props {
  title: string;
  /** The mail: a whole HTML document. It is shown in a sandbox, where nothing in it can act or fetch. */
  html: string;
}

/** A mail as its recipient sees it. */
export function MailFrame({ title, html }: Props) {
  const frame = useRef<HTMLIFrameElement>(null);
  const show = () => frame.current?.contentWindow?.postMessage(html, '*'); // a sandbox has no origin to name
  return (
    <iframe
      key={html}
      ref={frame}
      title={title}
      className={styles.frame}
      sandbox="allow-scripts"
      src="/mail-frame"
      onLoad={show}
    />
  );
}
