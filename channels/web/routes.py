"""Routes of the chat page: the shell at `/`, and everything it fetches under `/static/`."""

from typing import Annotated, Final

from fastapi import APIRouter, Header, HTTPException, Query, Request, Response

from channels.web.assets import Asset, asset_of, load_assets
from channels.web.headers import SECURITY_HEADERS
from channels.web.shell import LOCALES, choose_locale, render_shell

__all__ = ["web_router"]

# Kept, but asked about each time: a new release is seen at the next load, and costs an empty 304 until then.
_CACHED: Final = {"Cache-Control": "no-cache"}


def web_router() -> APIRouter:
    """A router with the page; its files are read once, here."""
    router = APIRouter(include_in_schema=False)
    assets = load_assets()
    pages = {locale: asset_of(render_shell(locale), "text/html; charset=utf-8") for locale in LOCALES}

    @router.api_route("/", methods=["GET", "HEAD"])
    def page(
        request: Request,
        lang: Annotated[str | None, Query()] = None,
        accept_language: Annotated[str | None, Header()] = None,
    ) -> Response:
        locale = choose_locale(lang, accept_language)
        named = {"Content-Language": locale, "Vary": "Accept-Language"}
        return _answer(request, pages[locale], named)

    @router.api_route("/static/{path:path}", methods=["GET", "HEAD"])
    def static(request: Request, path: str) -> Response:
        if path not in assets:
            raise HTTPException(status_code=404)
        return _answer(request, assets[path], {})

    return router


def _answer(request: Request, asset: Asset, more: dict[str, str]) -> Response:
    headers = {**SECURITY_HEADERS, **_CACHED, **more, "ETag": asset.etag}
    if asset.etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(asset.body, media_type=asset.media_type, headers=headers)
