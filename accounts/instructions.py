"""What people paste elsewhere to use avatars from here. Whose settings they are, see each site's own documentation:

docs.gitlab.com (administration/libravatar), docs.gitea.com (config-cheat-sheet, picture), developer.wordpress.org
(get_avatar_url), and Discourse's site setting gravatar_base_url.
"""

from urllib.parse import urlsplit

GITLAB = """\
gitlab_rails['gravatar_enabled'] = true
gitlab_rails['gravatar_ssl_url'] = "{site}/avatar/%{{hash}}?s=%{{size}}"
gitlab_rails['gravatar_plain_url'] = "{site}/avatar/%{{hash}}?s=%{{size}}"
"""
GITEA = """\
[picture]
GRAVATAR_SOURCE = {site}/avatar/
"""
WORDPRESS = r"""<?php
/* Plugin Name: Avatars from {host} */
add_filter( 'get_avatar_url', function ( $url ) {{
    // Only where there is an email address to look up
    $gravatar = '#^https?://[a-z0-9]+\.gravatar\.com(?=/avatar/[0-9a-f])#';
    return preg_replace( $gravatar, '{site}', (string) $url );
}} );
"""


def for_administrators(site_url: str) -> dict[str, str]:
    """By the name of the software: what to paste into its settings."""
    host = urlsplit(site_url).netloc
    templates = {"gitlab": GITLAB, "gitea": GITEA, "discourse": "{host}", "wordpress": WORDPRESS}
    return {name: text.format(site=site_url, host=host).strip() for name, text in templates.items()}


def for_pages(address: str, alt: str) -> dict[str, str]:
    """By language: a picture of the avatar at this address, with words for who cannot see it."""
    return {
        "html": f'<img src="{address}?s=256" width="128" height="128" alt="{alt}">',
        "markdown": f"![{alt}]({address}?s=256)",
    }
