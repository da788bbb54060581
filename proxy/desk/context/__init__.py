"""Pages as visitors see them, inside the desk: each text can be chosen, and says why it reads as it does.

| module | what |
|---|---|
| `asking` | which page is asked for, and asking the website for it as everybody may see it |
| `marks` | marks each segment in a page, without an element more than the visitor gets |
| `disarm` | takes out of a page everything that acts, and gives it our one script |
| `preview` | the page in the frame, and the policy that holds in it |
| `texts` | the segments of a page as editors read them |
| `pages` | the page around the frame, the panel, the frame's content |
| `area` | joins them |

The page in the frame is an answer of the desk's own: what visitors get is never changed. It runs in a sandbox of an
origin of its own, without cookies, and nothing but our script runs in it.
"""
