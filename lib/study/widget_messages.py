"""The catalogue's function under the name that explorables and quizzes import it by."""

from lib.study.messages import message

__all__ = ["message"]
