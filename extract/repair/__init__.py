"""What was written before a mirror disguised it?"""
