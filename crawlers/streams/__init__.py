"""Sources that are listened to all the time: asyncio workers that count what they hear, hour by hour."""
