"""Give a voice agent on Pipecat what is known of its caller, and let no turn wait for it longer than 300 ms."""

from pipecat.frames.frames import Frame, LLMContextFrame
from pipecat.processors.aggregators.llm_context import LLMContext, LLMContextMessage, LLMSpecificMessage
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor

from twilio_memory import AsyncMemoryClient, ProfileSnapshot, memory_prompt


class CallerMemory(FrameProcessor):
    """Add memories to the context of each turn: put it right before the language model.

    What is late is left out of this turn, or stays as an earlier turn knew it.
    """

    def __init__(self, memory: AsyncMemoryClient, store_id: str, number: str, *, budget: float = 0.3) -> None:
        super().__init__()
        self._memory, self._store_id, self._budget = memory, store_id, budget
        self._caller: list[tuple[str, str]] | str = [("phone", number), ("whatsapp", f"whatsapp:{number}")]
        self._last = ProfileSnapshot()
        self._known: LLMContextMessage | None = None

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Pass every frame on; the model's context with memories."""
        await super().process_frame(frame, direction)
        if isinstance(frame, LLMContextFrame) and direction is FrameDirection.DOWNSTREAM:
            await self._add_memories(frame.context)
        await self.push_frame(frame, direction)

    async def _add_memories(self, context: LLMContext) -> None:
        said = [each for each in context.get_messages() if each is not self._known]
        question = next((text for each in reversed(said) if (text := _text_of_user(each))), "Who is calling?")
        snapshot = await self._memory.profiles.snapshot(
            self._store_id, self._caller, timeout=self._budget, query=question[-1024:], observations_limit=5
        )
        self._caller = snapshot.profile_id or self._caller  # Later turns need no lookup.
        profile, recall = snapshot.profile or self._last.profile, snapshot.recall or self._last.recall
        self._last = ProfileSnapshot(profile=profile, recall=recall)
        text = memory_prompt(self._last, max_chars=2000)
        self._known = {"role": "developer", "content": text} if text else None
        context.set_messages([self._known, *said] if self._known else said)


def _text_of_user(message: LLMContextMessage) -> str:
    if isinstance(message, LLMSpecificMessage) or message["role"] != "user":
        return ""
    content = message["content"]
    return content if isinstance(content, str) else ""
