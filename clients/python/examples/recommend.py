"""
Recommends tags for a photo, tells which of them were kept, and lists what trends.

    make run                                                  # in another terminal
    pip install ./clients/python
    python clients/python/examples/recommend.py photo.jpg "the draft of the post"
"""

from __future__ import annotations

import os
import sys

from hashtagger_client import HashtaggerClient, Refused


def main(path: str, text: str = "") -> int:
    address = os.environ.get("HASHTAGGER_URL", "http://127.0.0.1:8000")
    with HashtaggerClient(address, api_key=os.environ.get("HASHTAGGER_API_KEY")) as client:
        try:
            answer = client.recommend(path, text=text, platform="instagram")
            for tag in answer.tags:
                print(f"{tag.display}  {'; '.join(tag.reasons)}")
            if answer.tags:
                told = client.give_feedback(answer.recommendation_id, kept=[answer.tags[0].tag])
                print(f"kept: {' '.join(told.kept)}")
            trends = [trend.display for trend in client.trends(limit=5).trends]
            print(f"trends: {' '.join(trends) or 'none yet'}")
        except Refused as refusal:
            print(f"refused: {refusal} (request {refusal.request_id})", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
